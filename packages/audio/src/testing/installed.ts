import { spawnSync } from "node:child_process";

/** Whether a program is there to be compared with. Tests that need it are skipped where it is not. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}
