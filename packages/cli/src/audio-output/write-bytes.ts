import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { writingTo } from "../output/writing-to.ts";

/** Writes bytes to a file, or to standard output (`-`) as fast as its reader takes them. */
export async function writeBytes(output: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  if (output !== "-") return await writingTo(output, pipeline(chunks, createWriteStream(output)));
  // Standard output stays open, and what fails there is dealt with for all commands.
  for await (const chunk of chunks) {
    if (!process.stdout.write(chunk)) await once(process.stdout, "drain");
  }
}
