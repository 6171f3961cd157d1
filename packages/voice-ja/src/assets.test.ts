import { execFile, execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

/** Another version makes another module. */
const TOOLCHAIN = [
  "clang-14 1:14.0.6-12",
  "libc++-14-dev-wasm32 1:14.0.6-12",
  "libclang-rt-14-dev-wasm32 1:14.0.6-12",
  "lld-14 1:14.0.6-12",
  "wasi-libc 0.0~git20220510.9886d3d-2",
];

it.skipIf(!hasToolchain())(
  `are what their sources make (needs Debian 12's ${TOOLCHAIN.join(", ")})`,
  { timeout: 600_000 },
  async () => {
    const build = fileURLToPath(new URL("../build/build.mjs", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [build, "--check"]).catch(
      (error: unknown) => {
        throw new Error(`build/build.mjs --check failed:\n${JSON.stringify(error, null, 2)}`);
      },
    );
    expect(stdout.trim().split("\n")).toHaveLength(7);
    expect(stdout).not.toContain("NOT");
  },
);

function hasToolchain(): boolean {
  const names = TOOLCHAIN.map((entry) => entry.split(" ")[0] ?? "");
  try {
    const list = execFileSync("dpkg-query", ["--show", ...names], { encoding: "utf8", stdio: "pipe" });
    const installed = list.replaceAll("\t", " ").split("\n");
    return TOOLCHAIN.every((entry) => installed.includes(entry));
  } catch {
    return false;
  }
}
