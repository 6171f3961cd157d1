import { workspace } from "./maintainer-checkout.ts";
import { runCommand } from "./run-command.ts";

/** @returns Why packages of others cannot be installed here; undefined when they can. */
export async function whyNoThirdPartyPackages(): Promise<string | undefined> {
  const args = ["view", "ws", "version", "--fetch-retries=0"];
  const { code, stderr } = await runCommand("npm", args, { cwd: workspace, env: process.env });
  return code === 0
    ? undefined
    : `The registry that npm is configured for does not answer:\n${stderr.trim()}`;
}
