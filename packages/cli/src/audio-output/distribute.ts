import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { AudioSink, OutgoingAudio } from "./audio-sink.ts";

/** Chunks that a sink may lag behind before the source waits for it. */
const CHUNKS_AHEAD = 16;

/**
 * Gives the same audio to several sinks, as fast as the slowest takes it. When one fails, the others end with what they have.
 *
 * @throws what a sink or the source throws.
 */
export async function distribute(
  chunks: AsyncIterable<OutgoingAudio>,
  sinks: readonly AudioSink[],
): Promise<void> {
  const failure = new AbortController();
  const branches = sinks.map((sink) => {
    const stream = new PassThrough({ objectMode: true, highWaterMark: CHUNKS_AHEAD });
    const done = sink(stream)
      .catch((error: unknown) => failure.abort(error))
      // A sink that wants no more is given no more.
      .finally(() => stream.destroy());
    return { stream, done };
  });
  try {
    for await (const chunk of chunks) {
      for (const { stream, done } of branches) {
        failure.signal.throwIfAborted();
        if (stream.destroyed || stream.write(chunk)) continue;
        await Promise.race([once(stream, "drain", { signal: failure.signal }), done]);
      }
    }
  } catch (error) {
    failure.abort(error);
  }
  for (const { stream } of branches) stream.end();
  await Promise.all(branches.map(({ done }) => done));
  failure.signal.throwIfAborted();
}
