import type { OpenedInput } from "./opened-input.ts";

/** Small enough for progress to be seen, large enough to cost nothing. */
const CHUNK_BYTES = 512 * 1024;

/** A file that is in memory: its chunks are views. */
export function openBytes(bytes: Uint8Array): OpenedInput {
  return {
    start: bytes,
    sizeBytes: bytes.length,
    repeatable: true,
    readEnd: async (count) => bytes.subarray(Math.max(0, bytes.length - count)),
    async *stream() {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
    },
    dispose: async () => {},
  };
}
