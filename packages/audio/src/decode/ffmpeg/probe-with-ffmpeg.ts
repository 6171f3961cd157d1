import type { AudioInfo } from "../audio-info.ts";
import type { ContainerInput } from "../container.ts";
import { openWithFfmpeg } from "./open-with-ffmpeg.ts";

/** What ffmpeg and ffprobe tell about an input. */
export async function probeWithFfmpeg(input: ContainerInput, format?: string): Promise<AudioInfo> {
  await using decoder = await openWithFfmpeg(input, format, true);
  return decoder.info;
}
