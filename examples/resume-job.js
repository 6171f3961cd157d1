// Transcribes a long recording, whatever happens meanwhile: the job's id is kept in a file, and a second run takes up the wait.
//
//   node resume-job.js talk.wav [LANGUAGE]

import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { JobNotFoundError, KotobaClient, TranscriptionError } from "@kotoba/sdk";

const [path = "talk.wav", language = "en"] = process.argv.slice(2);
const kept = `${path}.job`;

const client = new KotobaClient();
try {
  let jobId = existsSync(kept) ? await readFile(kept, "utf8") : undefined;
  if (jobId === undefined) {
    ({ jobId } = await client.asr.submitJob(path, { language }));
    await writeFile(kept, jobId);
    console.error(`Job ${jobId} is submitted.`);
  }
  // Waits for 20 minutes, unless timeoutMs says otherwise. When that passes, the job goes on: run this again.
  const { text } = await client.asr.waitForJob(jobId);
  console.log(text);
  await rm(kept);
} catch (error) {
  // Nothing more will come of this job: the next run submits another.
  if (TranscriptionError.isInstance(error) || JobNotFoundError.isInstance(error)) await rm(kept);
  throw error;
} finally {
  await client.close();
}
