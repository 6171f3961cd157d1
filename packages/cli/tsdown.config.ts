import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { library } from "../../tsdown.base.ts";

export default {
  ...library(["src/program.ts"]),
  dts: false,
  deps: { alwaysBundle: ["commander"], onlyBundle: ["commander"] },
  // What every command needs is one file: to find and load a dozen takes longer than to run them.
  outputOptions: { codeSplitting: { groups: [{ name: "program", test: /src.program\.ts$/ }] } },
  hooks: { "build:done": writeHelp },
};

/** `kotoba --help` as it is where there is no terminal, so that it can be told without the program. */
function writeHelp(): void {
  writeFileSync("dist/help.txt", execFileSync(process.execPath, ["bin/kotoba.cjs", "help"]));
}
