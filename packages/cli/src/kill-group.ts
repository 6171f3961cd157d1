import type { ChildProcess } from "node:child_process";

/**
 * Whether to start a program in a group of its own: a Ctrl-C at the terminal is for this process to handle then, and all that a wrapper
 * starts can be ended. For the `detached` of `spawn`.
 */
export const OWN_GROUP: boolean = process.platform !== "win32";

/** Sends a signal to a program that was started in a group of its own, and to all that it has started. */
export function killGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(OWN_GROUP ? -pid : pid, signal);
  } catch {
    // It has just ended by itself.
  }
}
