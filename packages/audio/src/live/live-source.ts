import { ConfigurationError } from "@kotoba/core";
import type { LiveAudioChunk } from "./audio-framer.ts";

/** Where live audio comes from: any iterable or stream of chunks. */
export type LiveAudioSource =
  | AsyncIterable<LiveAudioChunk>
  | Iterable<LiveAudioChunk>
  | ReadableStream<LiveAudioChunk>;

/**
 * Reads a source one chunk at a time.
 *
 * @throws {ConfigurationError} for what cannot be iterated.
 */
export function liveChunks(source: LiveAudioSource | LiveAudioChunk): AsyncIterator<LiveAudioChunk> {
  if (typeof source !== "object" || source === null) throw notIterable(source);
  // A chunk can be iterated too, number by number: one is meant as the whole source.
  if (ArrayBuffer.isView(source)) return oneByOne([source]);
  if ("getReader" in source) return streamChunks(source);
  if (Symbol.asyncIterator in source) return iteratorOf(source);
  if (Symbol.iterator in source) return oneByOne(source);
  throw notIterable(source);
}

function notIterable(source: unknown): ConfigurationError {
  const what =
    typeof source === "string" ? "a string (a file goes to transcribeFileStream)" : `this ${typeof source}`;
  return new ConfigurationError(`Live audio must be an iterable or a stream of chunks, not ${what}.`);
}

/** Read by hand: the stream's own iterator cannot be let go of while it waits for a chunk. */
function streamChunks(stream: ReadableStream<LiveAudioChunk>): AsyncIterator<LiveAudioChunk> {
  const reader = stream.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

function iteratorOf(source: AsyncIterable<LiveAudioChunk>): AsyncIterator<LiveAudioChunk> {
  const chunks = source[Symbol.asyncIterator]();
  if (!("destroy" in source && typeof source.destroy === "function")) return chunks;
  // A Node stream, whose iterator cannot be let go of either while it waits.
  const destroy = source.destroy.bind(source);
  return {
    next: () => chunks.next(),
    async return() {
      destroy();
      return { done: true, value: undefined };
    },
  };
}

async function* oneByOne(chunks: Iterable<LiveAudioChunk>): AsyncGenerator<LiveAudioChunk, void, void> {
  yield* chunks;
}
