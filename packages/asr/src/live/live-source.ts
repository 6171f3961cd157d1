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
  // A chunk can be iterated too, number by number: one is meant as the whole source.
  if (ArrayBuffer.isView(source)) return oneByOne([source]);
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  if (Symbol.iterator in source) return oneByOne(source);
  throw new ConfigurationError("Live audio must be an iterable or a stream of chunks.");
}

async function* oneByOne(chunks: Iterable<LiveAudioChunk>): AsyncGenerator<LiveAudioChunk, void, void> {
  yield* chunks;
}
