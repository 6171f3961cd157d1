import { AudioFormatError, abortable } from "@kotoba/core";
import { joinBytes } from "../join-bytes.ts";
import { SNIFF_BYTES } from "./media-type.ts";
import type { OpenedInput } from "./opened-input.ts";

/** How a stream is ended before its end. */
export interface StreamControls {
  /** Ends the wait for the first bytes. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the source at once, where it knows a way; its iterator may first wait for the chunk that it is reading. */
  readonly destroy?: (() => void) | undefined;
}

/**
 * A stream, which can be read once. Its first bytes are read now.
 */
export async function openStream(
  source: AsyncIterator<unknown>,
  { signal, destroy }: StreamControls = {},
): Promise<OpenedInput> {
  const chunks = toChunks(source);
  const release = () => {
    destroy?.();
    // Not awaited: a source that hangs must not hold up who has done with it.
    Promise.resolve(source.return?.()).catch(() => {});
  };
  let start: Uint8Array;
  try {
    start = await abortable(readStart(chunks), signal);
  } catch (error) {
    release();
    throw error;
  }
  let taken = false;
  return {
    start,
    sizeBytes: undefined,
    repeatable: false,
    stream() {
      if (taken) {
        const message = "a stream can be read once: pass a path, bytes or a Blob to read it again";
        throw new AudioFormatError(message, { code: "already_read" });
      }
      taken = true;
      return replay(start, chunks);
    },
    async dispose() {
      taken = true;
      release();
    },
  };
}

/** The chunks of a source of unknown nature: bytes, and none of them empty. */
export async function* toChunks(source: AsyncIterator<unknown>): AsyncGenerator<Uint8Array, void> {
  let isOpen = true;
  try {
    for (;;) {
      // A source that has ended or failed has closed itself.
      isOpen = false;
      const next = await source.next();
      if (next.done) return;
      isOpen = true;
      if (!(next.value instanceof Uint8Array)) throw notBytes(next.value);
      if (next.value.length > 0) yield next.value;
    }
  } finally {
    if (isOpen) await source.return?.();
  }
}

/** Reads a web stream by its reader, for not every runtime lets it be iterated. */
export function readWebStream(stream: ReadableStream<unknown>): AsyncIterator<unknown> {
  if (stream.locked) {
    throw new AudioFormatError("the ReadableStream is locked: something else is reading it", {
      code: "not_audio_input",
    });
  }
  const reader = stream.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    async return() {
      // It fails only for a stream that has failed already.
      await reader.cancel().catch(() => {});
      return { done: true, value: undefined };
    },
  };
}

/** As a rule the first chunk. More only where that is too short to tell what it is. */
async function readStart(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array(0);
  while (start.length < SNIFF_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    start = start.length === 0 ? next.value : joinBytes([start, next.value]);
  }
  return start;
}

async function* replay(
  start: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield start;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

function notBytes(chunk: unknown): AudioFormatError {
  const kind = typeof chunk === "object" ? (chunk?.constructor?.name ?? "null") : typeof chunk;
  const hint = kind === "string" ? ": set no encoding on the stream" : "";
  return new AudioFormatError(`the stream gave a chunk of type ${kind} instead of Uint8Array${hint}`, {
    code: "not_audio_input",
  });
}
