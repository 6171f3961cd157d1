// What a user of @kotoba/asr might write: compiled and run where nothing else of the project is installed.

import { AsrClient, JobNotFoundError, type Segment, type TranscriptResult, toSrt } from "@kotoba/asr";

async function main(clip: string): Promise<void> {
  const asr = new AsrClient();
  const result: TranscriptResult = await asr.transcribe(clip, {
    language: "en",
    withTimestamps: true,
    pollIntervalMs: 100,
  });
  const segments: readonly Segment[] = result.segments ?? [];
  const live = await asr.transcribeFileStream(clip, { language: "en", pace: "fast" });
  const refusal = await asr.getJob("no-such-job").catch((error: unknown) => error);
  await asr.close();
  console.log(
    JSON.stringify({
      text: result.text,
      live: live.text,
      captions: toSrt(segments).split("\n").length,
      isNotFound: refusal instanceof JobNotFoundError,
    }),
  );
}

void main(process.argv[2] ?? "");
