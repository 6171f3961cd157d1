import { ExitCode } from "../exit-codes.ts";

/**
 * Makes of standard output a report on work whose results go elsewhere: when its reader has seen enough, or it cannot be written, the work goes
 * on without it. (Otherwise the process ends then.)
 */
export function reportOnStandardOutput(): void {
  process.stdout.removeAllListeners("error").on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    console.error(`kotoba: standard output cannot be written: ${error.message}`);
    process.exitCode = ExitCode.usage;
  });
}
