/** A command that runs some lines of JavaScript instead of a program, with `input` and `args` at hand; for tests. */
export function scriptCommand(script: string, ...args: readonly string[]): string[] {
  const prelude =
    'const fs = require("node:fs"); const args = process.argv.slice(1);' +
    "const readInput = () => fs.readFileSync(0);";
  return [process.execPath, "-e", `${prelude}\n${script}`, "--", ...args];
}
