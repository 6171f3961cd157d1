/** Gives the chunks of a source until the signal aborts, and then ends at once, even while the source is silent. */
export async function* untilAborted<Chunk>(
  source: AsyncIterable<Chunk>,
  signal: AbortSignal,
): AsyncGenerator<Chunk, void, void> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    while (!signal.aborted) {
      const next = await nextUnlessAborted(chunks, signal);
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a silent source would answer only when it has something to say.
    Promise.resolve(chunks.return?.()).catch(() => {});
  }
}

function nextUnlessAborted<Chunk>(
  chunks: AsyncIterator<Chunk>,
  signal: AbortSignal,
): Promise<IteratorResult<Chunk> | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(undefined);
    signal.addEventListener("abort", giveUp, { once: true });
    chunks
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", giveUp));
  });
}
