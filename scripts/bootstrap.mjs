// Makes `npm test` and `npm run demo` work on a machine that has Node and npm and nothing else: fetches the pinned pnpm,
// installs what the lockfile says, builds, and runs the named script of package.json.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packageManager } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const [script = "", ...scriptArguments] = process.argv.slice(2);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

console.error(`Installing with ${packageManager}; the first time takes a minute ...`);
pnpm(["install", "--frozen-lockfile", "--reporter=append-only", "--loglevel=error"], "shown");
console.error("Building ...");
pnpm(["--silent", "run", "build", "--output-logs=errors-only"], "shown on failure");
pnpm(["--silent", "run", script, ...scriptArguments], "shown");

/**
 * @param {string[]} args
 * @param {"shown" | "shown on failure"} output
 */
function pnpm(args, output) {
  const { status, error, stdout, stderr } = spawnSync("npx", ["--yes", packageManager, ...args], {
    cwd: root,
    stdio: output === "shown" ? "inherit" : "pipe",
    shell: process.platform === "win32",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", npm_config_loglevel: "error" },
  });
  if (error !== undefined) throw error;
  if (status === 0) return;
  process.stdout.write(stdout ?? "");
  process.stderr.write(stderr ?? "");
  process.exit(status ?? 1);
}
