import { constants, fstatSync } from "node:fs";
import { open } from "node:fs/promises";
import { bytesPerSample, encodeWavStream, type WavFormat, type WavSamples, writeWavFile } from "@kotoba/sdk";
import { writingTo } from "../output/writing-to.ts";
import { writeBytes } from "./write-bytes.ts";

const MAX_LENGTH = 0xff_ff_ff_ff;

/** Writes a WAV file, or to standard output (`-`). The header tells the length wherever it can be gone back to. */
export async function writeWav(
  output: string,
  samples: AsyncIterable<WavSamples>,
  format: WavFormat,
): Promise<void> {
  if (output !== "-") return await writingTo(output, writeWavFile(output, samples, format));
  const start = standardOutputLength();
  let header: Buffer | undefined;
  let dataBytes = 0;
  async function* watched(): AsyncGenerator<Uint8Array, void, void> {
    for await (const bytes of encodeWavStream(samples, format)) {
      if (header === undefined) header = Buffer.from(bytes);
      else dataBytes += bytes.length;
      yield bytes;
    }
    if (start !== undefined && dataBytes % 2 === 1) yield new Uint8Array(1);
  }
  await writeBytes(output, watched());
  if (start === undefined || header === undefined) return;
  const fileBytes = header.length + dataBytes + (dataBytes % 2);
  // Where the shell had it written from elsewhere than its end, nobody knows where the header is.
  if (standardOutputLength() !== start + fileBytes || fileBytes >= MAX_LENGTH) return;
  const { encoding = "pcm16", channels = 1 } = format;
  header.writeUInt32LE(fileBytes - 8, 4);
  header.writeUInt32LE(dataBytes, header.length - 4);
  const fact = header.indexOf("fact");
  if (fact > 0) header.writeUInt32LE(dataBytes / (bytesPerSample(encoding) * channels), fact + 8);
  await overwrite(header, start);
}

/** Bytes that are in the file (`> talk.wav`); undefined where it is a pipe or the like. */
function standardOutputLength(): number | undefined {
  const status = fstatSync(process.stdout.fd);
  return status.isFile() ? status.size : undefined;
}

/** Opens the file anew: through what the shell opened with `>>`, all would go to its end. */
async function overwrite(bytes: Uint8Array, position: number): Promise<void> {
  const file = await open("/dev/stdout", constants.O_WRONLY).catch(() => undefined);
  // Where the system has no such name, the length stays unknown: everything reads such a file to its end.
  if (file === undefined) return;
  try {
    await file.write(bytes, 0, bytes.length, position);
  } finally {
    await file.close();
  }
}
