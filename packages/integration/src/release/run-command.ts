import { execFile } from "node:child_process";

/** What a run of a command came to. */
export interface CommandOutcome {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command runs, and all of its environment. */
export interface CommandSurroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** After so long a command has hung. */
const LIMIT_MS = 240_000;

/** Runs a command to its end; what that end was is for the caller to judge. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env }: CommandSurroundings,
): Promise<CommandOutcome> {
  const options = { cwd, env: { ...env }, timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(command, [...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? null), stdout, stderr });
    });
  });
}

/**
 * Runs a command that must succeed.
 *
 * @returns What it printed.
 * @throws Error with all that it printed, when it fails.
 */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  surroundings: CommandSurroundings,
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(command, args, surroundings);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
