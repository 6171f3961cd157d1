import type { TranscriptionProgress } from "@kotoba/sdk";

/** One line on the terminal that tells how far a transcription is; nothing where standard error is no terminal. */
export interface ProgressLine extends Disposable {
  update(progress: TranscriptionProgress): void;
}

/** Starts the line. It is gone again when it is disposed of. */
export async function progressLine(): Promise<ProgressLine> {
  if (!process.stderr.isTTY) return { update() {}, [Symbol.dispose]() {} };
  const { default: createSpinner } = await import("yocto-spinner");
  const spinner = createSpinner({ stream: process.stderr, text: "Starting", handleSignals: false }).start();
  return {
    update(progress) {
      spinner.text = describe(progress);
    },
    [Symbol.dispose]() {
      spinner.stop();
    },
  };
}

function describe(progress: TranscriptionProgress): string {
  switch (progress.state) {
    case "starting":
      return "Waiting for the deployment to come up";
    case "uploading":
      return `Uploading ${uploaded(progress)}`;
    case "processing":
      return `Transcribing${progress.jobId === undefined ? "" : ` (job ${progress.jobId})`}`;
    case "done":
      return "Done";
  }
}

function uploaded({ sentBytes, totalBytes }: { sentBytes: number; totalBytes?: number }): string {
  const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);
  if (totalBytes === undefined) return `${megabytes(sentBytes)} MB`;
  return `${Math.floor((100 * sentBytes) / totalBytes)} % of ${megabytes(totalBytes)} MB`;
}
