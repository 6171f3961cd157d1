import type { TranscriptionProgress } from "@kotoba/sdk";

/** How far a transcription is, in words. */
export function transcriptionStep(progress: TranscriptionProgress): string {
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
