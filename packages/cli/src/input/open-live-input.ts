import type { LiveInputFlags } from "../flags/live-input-flags.ts";
import type { LiveInput } from "./live-input.ts";

const DEFAULT_RATE = 16_000;

/** Opens what live audio comes from: a file, standard input (`-`), or the microphone where no file is named. */
export async function openLiveInput(
  file: string | undefined,
  { raw, rate = DEFAULT_RATE, pace = "realtime" }: LiveInputFlags,
  signal: AbortSignal,
): Promise<LiveInput> {
  if (file === undefined) return await (await import("./microphone.ts")).openMicrophone(signal);
  const audio = file === "-" ? process.stdin : file;
  if (raw) return await (await import("./raw-input.ts")).openRawInput(audio, rate, signal);
  return await (await import("./file-input.ts")).openFileInput(audio, pace, signal);
}
