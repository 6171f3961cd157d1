import { encodeWav } from "@kotoba/audio";
import { KotobaError, RateLimitError } from "@kotoba/sdk";
import { type RunKind, require, SoakFailure, type SoakRun } from "./soak-run.ts";

/** Transcription jobs and one-shot transcription, over a network that may go away: the right text, or an error from which a job can be taken up. */
export const transcribing: RunKind = {
  name: "transcribe",
  plan(bed, random) {
    const part = bed.part(random, 60);
    const { samples, sampleRate, utterances } = part;
    const file = encodeWav(samples, { sampleRate, channels: 1, encoding: "pcm16" });
    const mode = random.chance(0.3) ? "one-shot" : "job";
    const withTimestamps = random.chance(0.5);
    const said = utterances.join(" ");
    return {
      withinMs: 250,
      mayGo: true,
      async run(run) {
        const { client, signal } = run;
        const poll = { pollIntervalMs: 50, maxPollIntervalMs: 500 };
        const options = {
          language: "en",
          mode,
          withTimestamps,
          signal,
          ...(mode === "job" ? poll : {}),
        } as const;
        try {
          const { text, segments } = await client.asr.transcribe(file, options);
          require(text === said, () => `Said ${said}; told ${text}`);
          require(!withTimestamps || segments !== undefined, () => "There are no segments.");
          return { end: "completed" };
        } catch (error) {
          if (error instanceof SoakFailure) throw error;
          if (signal.aborted && error === signal.reason) return { end: "stopped" };
          await takeUp(error, said, run);
          return { end: "failed" };
        }
      },
    };
  },
};

/** A job that was accepted goes on, whatever became of the line. */
async function takeUp(error: unknown, said: string, { bed, client, line }: SoakRun): Promise<void> {
  if (!KotobaError.isInstance(error))
    throw new SoakFailure(`It failed with what it may not: ${error}`, { cause: error });
  const isDisturbed = line.disturbances.goneMs !== undefined || RateLimitError.isInstance(error);
  require(isDisturbed, () => `It failed on a line that was there: ${error}`);
  if (!("jobId" in error && typeof error.jobId === "string")) return;
  const { text } = await client.asr.waitForJob(error.jobId, {
    url: `${bed.emulator.url}/v1`,
    pollIntervalMs: 50,
  });
  require(text === said, () => `Said ${said}; told ${text}, when it was taken up.`);
}
