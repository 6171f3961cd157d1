import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { runKotoba, runKotobaOnTerminal } from "./fixtures/run-kotoba.ts";

const run = (...args: string[]) => runKotoba(args, { env: {}, cwd: tmpdir() });

it("every command has help with an example, and says nothing on standard error", async () => {
  const seen: string[] = [];
  const visit = async (path: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await run(...path, "--help");
    seen.push(path.join(" "));
    expect([path, code, stderr]).toEqual([path, 0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: ${["kotoba", ...path].join(" ")}`));
    expect(stdout).toMatch(/^ {2}\$ .*kotoba/m);
    const [, commands = ""] = /^Commands:\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
    for (const [, name = ""] of commands.matchAll(/^ {2}(\w[\w-]*)/gm)) {
      if (name !== "help") await visit([...path, name]);
    }
  };
  await visit([]);
  expect(seen).toContain("jobs wait");
  expect(seen).toContain("config set");
  expect(seen).toContain("doctor");
});

it("--help and -h by themselves are as the program tells them, in whose place the build has written them down", async () => {
  const told = await run("help");
  expect(told.stdout).toContain("Commands:");
  expect(await run("--help")).toEqual(told);
  expect(await run("-h")).toEqual(told);
});

it.runIf(process.platform === "linux").each([60, 80, 100])(
  "--help fits a terminal of %i columns",
  async (columns) => {
    const shown = (word: string) => runKotobaOnTerminal([word], { env: {}, cwd: tmpdir(), columns });
    expect(await shown("--help")).toEqual(await shown("help"));
  },
);

it.each([
  [["transcrib"], "Did you mean transcribe?"],
  [["jobs", "sumbit"], "Did you mean submit?"],
  [["transcribe", "a.wav", "--formt", "srt"], "Did you mean --format?"],
  [["transcribe", "a.wav", "--lang", "en"], "(Did you mean --language?)"],
  [["transcribe", "a.wav", "--allow"], "(Did you mean --allow-insecure?)"],
  [["transcribe", "a.wav", "--ti"], "(Did you mean one of --timestamps, --timeout?)"],
])("what is mistyped in %j is guessed", async (args, words) => {
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^kotoba: unknown /);
  expect(stderr).toContain(words);
});

it("help goes as deep as commands do", async () => {
  expect(await run("help", "jobs", "wait")).toEqual(await run("jobs", "wait", "--help"));
  expect((await run("help", "jobs", "wait")).stdout).toContain("Usage: kotoba jobs wait");
});

it("--version and -V print the version alone", async () => {
  const { stdout } = await run("--version");
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  expect(await run("-V")).toEqual({ code: 0, stdout, stderr: "" });
});
