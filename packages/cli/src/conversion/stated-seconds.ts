import { createReadStream } from "node:fs";
import { type AudioInfo, readWav } from "@kotoba/sdk";

/** The length that the header of a WAV file tells, in seconds, where the file has less: it is cut short. Undefined for all others. */
export async function statedSeconds(file: string, info: AudioInfo): Promise<number | undefined> {
  if (file === "-" || info.container !== "wav" || info.frameCount === undefined) return undefined;
  await using header = await readWav(createReadStream(file));
  const isCut = header.frameCount !== undefined && header.frameCount > info.frameCount;
  return isCut ? header.durationSeconds : undefined;
}
