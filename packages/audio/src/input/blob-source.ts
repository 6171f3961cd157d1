import { SNIFF_BYTES } from "./media-type.ts";
import type { OpenedInput } from "./opened-input.ts";
import { readWebStream, toChunks } from "./stream-source.ts";

/** A `Blob`, or a `File` with its name. It is never loaded whole. */
export async function openBlob(blob: Blob): Promise<OpenedInput> {
  const hasType = blob.type !== "" && blob.type !== "application/octet-stream";
  return {
    fileName: "name" in blob && typeof blob.name === "string" ? blob.name : undefined,
    mediaType: hasType ? blob.type : undefined,
    start: new Uint8Array(await blob.slice(0, SNIFF_BYTES).arrayBuffer()),
    sizeBytes: blob.size,
    repeatable: true,
    readEnd: async (count) => new Uint8Array(await blob.slice(Math.max(0, blob.size - count)).arrayBuffer()),
    stream: () => toChunks(readWebStream(blob.stream())),
    dispose: async () => {},
  };
}
