import { abortable } from "@kotoba/core";

/** The chunks of a source, until the signal aborts: then it fails with the signal's reason at once, even while it waits. */
export async function* abortableChunks(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const chunks = source[Symbol.asyncIterator]();
  let isOpen = true;
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await abortable(chunks.next(), signal);
      isOpen = !next.done;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    if (isOpen) {
      const closed = Promise.resolve(chunks.return?.());
      // A silent source would answer only when it has something to say.
      if (signal.aborted) closed.catch(() => {});
      else await closed;
    }
  }
}
