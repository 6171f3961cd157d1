import { workspace } from "./maintainer-checkout.ts";
import { runCommand } from "./run-command.ts";

/** A program that runs JavaScript. */
export interface Runtime {
  readonly command: string;
  /** What comes before the script. */
  readonly args: readonly string[];
}

/** How npx is asked for a runtime, and the runtime for its own path; the version is of what users have, not of this workspace. */
const ASKED = {
  "Node 20": { npx: ["node@20", "--print", "process.execPath"], args: [] },
  "Node 22": { npx: ["node@22", "--print", "process.execPath"], args: [] },
  "Node 24": { npx: ["node@24", "--print", "process.execPath"], args: [] },
  Bun: { npx: ["bun", "--print", "process.execPath"], args: [] },
  Deno: { npx: ["deno", "eval", "console.log(Deno.execPath())"], args: ["run", "--allow-all"] },
} as const;

export type RuntimeName = keyof typeof ASKED;

export const nodes: readonly RuntimeName[] = ["Node 20", "Node 22", "Node 24"];
export const others: readonly RuntimeName[] = ["Bun", "Deno"];

/** @returns The runtime, or in words why it is not to be had. */
export async function findRuntime(name: RuntimeName): Promise<Runtime | string> {
  const { npx, args } = ASKED[name];
  const { code, stdout, stderr } = await runCommand("npx", ["--yes", ...npx], {
    cwd: workspace,
    env: process.env,
  });
  const command = stdout.trim().split("\n").at(-1);
  if (code !== 0 || command === undefined) return `npx cannot fetch ${name}: ${stderr.trim()}`;
  return { command, args };
}
