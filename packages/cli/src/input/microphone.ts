import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { PassThrough, type Readable } from "node:stream";
import { AudioFormatError, ConfigurationError } from "@kotoba/sdk";
import { killGroup, OWN_GROUP } from "../kill-group.ts";
import type { LiveInput } from "./live-input.ts";
import { RECORDING_RATE, type Recorder, recorderAdvice, recordersOn } from "./recorders.ts";
import { untilAborted } from "./until-aborted.ts";

/** A recorder that does not end when asked to has so long. */
const END_TIMEOUT_MS = 500;
const MAX_COMPLAINT_CHARACTERS = 500;

type Recording = ChildProcess & { readonly stdout: Readable; readonly stderr: Readable };

/**
 * Opens the microphone through the first recorder that is installed. The recorder ends with the signal, with the input, and with this
 * process.
 *
 * @throws {ConfigurationError} when none is.
 */
export async function openMicrophone(signal: AbortSignal): Promise<LiveInput> {
  const { program, recording } = await startRecorder();
  const exited = new Promise<void>((resolve) => recording.once("exit", () => resolve()));
  const closed = new Promise<number | null>((resolve) => recording.once("close", resolve));
  // Read from the start: what nobody reads is thrown away when the recorder ends.
  const output = recording.stdout.pipe(new PassThrough());
  let complaint = "";
  recording.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-MAX_COMPLAINT_CHARACTERS);
  });

  const kill = () => killGroup(recording, "SIGKILL");
  const end = async () => {
    killGroup(recording, "SIGTERM");
    const timer = setTimeout(kill, END_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
    process.off("exit", kill);
    recording.stdout.destroy();
    recording.stderr.destroy();
  };
  let ending: Promise<void> | undefined;
  const endOnce = () => {
    ending ??= end();
    return ending;
  };
  process.on("exit", kill);
  signal.addEventListener("abort", endOnce, { once: true });

  async function* samples(): AsyncGenerator<Uint8Array, void, void> {
    yield* output;
    const code = await closed;
    if (code === 0) return;
    const said = complaint.trim();
    const why = said === "" ? (code === null ? "it was killed" : `exit code ${code}`) : said;
    throw new AudioFormatError(`The recorder ${program} failed: ${why}`, { code: "recorder_failed" });
  }
  return {
    sampleRate: RECORDING_RATE,
    chunks: untilAborted(samples(), signal),
    [Symbol.asyncDispose]: endOnce,
  };
}

async function startRecorder(): Promise<{ readonly program: string; readonly recording: Recording }> {
  const recorders = recordersOn(process.platform);
  for (const recorder of recorders) {
    const recording = await start(recorder);
    if (recording !== undefined) return { program: recorder.program, recording };
  }
  const programs = recorders.map(({ program }) => program).join(", ");
  const message = `There is no program to record with (looked for ${programs}). ${recorderAdvice(process.platform)}`;
  throw new ConfigurationError(message, { code: "no_recorder" });
}

/** Undefined when it is not installed. */
async function start({ program, args }: Recorder): Promise<Recording | undefined> {
  const recording = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    detached: OWN_GROUP,
  });
  try {
    await once(recording, "spawn");
  } catch {
    return undefined;
  }
  return recording;
}
