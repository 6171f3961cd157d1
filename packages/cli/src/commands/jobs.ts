import { Command } from "commander";
import { formatContradiction, formatFlag } from "../flags/format-flag.ts";
import { clientOptions, type GlobalFlags } from "../flags/global-flags.ts";
import { timeoutFlag } from "../flags/number-flags.ts";
import {
  kanaFlag,
  languageFlag,
  type SpeechFlags,
  timestampsFlag,
  uploadOptions,
} from "../flags/speech-flags.ts";
import { interruptible } from "../interruption.ts";
import { jsonDocument } from "../output/json-document.ts";
import type { TranscriptFormat } from "../output/transcript-format.ts";

interface WaitFlags extends GlobalFlags {
  readonly format: TranscriptFormat;
  readonly timeout?: number;
}

/** `kotoba jobs` */
export function jobsCommand(): Command {
  const jobs = new Command("jobs")
    .description("Submit, look at and wait for transcription jobs.")
    .addHelpText(
      "after",
      `
Examples:
  $ job=$(kotoba jobs submit talk.wav --language en)
  $ kotoba jobs wait "$job"`,
    );
  jobs
    .command("submit")
    .description("Upload a recording as a new job, and print its id.")
    .argument("<file>", "the recording; - for standard input")
    .addOption(languageFlag())
    .addOption(timestampsFlag())
    .addOption(kanaFlag())
    .addHelpText("after", "\nExample:\n  $ job=$(kotoba jobs submit talk.wav --language en --timestamps)")
    .action((file: string, _flags: unknown, command: Command) => submit(file, command.optsWithGlobals()));
  jobs
    .command("get")
    .description("Print how a job stands: processing, done or error, and what came of it.")
    .argument("<job-id>", "as printed by kotoba jobs submit")
    .addHelpText("after", '\nExample:\n  $ kotoba jobs get "$job" --json')
    .action((jobId: string, _flags: unknown, command: Command) => get(jobId, command.optsWithGlobals()));
  jobs
    .command("wait")
    .description("Wait for a job to end, and print its transcript.")
    .argument("<job-id>", "as printed by kotoba jobs submit")
    .addOption(formatFlag())
    .addOption(timeoutFlag("how long to wait"))
    .addHelpText("after", '\nExample:\n  $ kotoba jobs wait "$job" --format srt > talk.srt')
    .action(async (jobId: string, _flags: unknown, command: Command) => {
      const problem = formatContradiction(command);
      if (problem !== undefined) command.error(`error: ${problem}`);
      await wait(jobId, command.optsWithGlobals());
    });
  return jobs;
}

async function submit(file: string, flags: GlobalFlags & SpeechFlags): Promise<void> {
  const { KotobaClient } = await import("@kotoba/sdk");
  const { progressLine } = await import("../output/progress-line.ts");
  const { transcriptionStep } = await import("../output/transcription-step.ts");
  await using client = new KotobaClient(clientOptions(flags));
  const { jobId } = await interruptible(async (signal) => {
    using progress = await progressLine();
    const audio = file === "-" ? process.stdin : file;
    return await client.asr.submitJob(audio, {
      ...uploadOptions(flags),
      signal,
      onProgress: (step) => progress.show(transcriptionStep(step)),
    });
  });
  process.stdout.write(flags.json ? jsonDocument({ jobId }) : `${jobId}\n`);
}

async function get(jobId: string, flags: GlobalFlags): Promise<void> {
  const { KotobaClient } = await import("@kotoba/sdk");
  await using client = new KotobaClient(clientOptions(flags));
  const status = await interruptible((signal) => client.asr.getJob(jobId, { signal }));
  if (flags.json) process.stdout.write(jsonDocument({ jobId, ...status }));
  else if (status.state === "done") process.stdout.write(`done\n${status.transcription}\n`);
  else if (status.state === "error") process.stdout.write(`error\n${status.errorMessage}\n`);
  else process.stdout.write("processing\n");
}

async function wait(jobId: string, flags: WaitFlags): Promise<void> {
  const { KotobaClient } = await import("@kotoba/sdk");
  const { formatTranscript } = await import("../output/transcript-format.ts");
  const { progressLine } = await import("../output/progress-line.ts");
  const { transcriptionStep } = await import("../output/transcription-step.ts");
  await using client = new KotobaClient(clientOptions(flags));
  const result = await interruptible(async (signal) => {
    using progress = await progressLine();
    return await client.asr.waitForJob(jobId, {
      timeoutMs: flags.timeout,
      signal,
      onProgress: (step) => progress.show(transcriptionStep(step)),
    });
  });
  process.stdout.write(formatTranscript(result, flags.json ? "json" : flags.format));
}
