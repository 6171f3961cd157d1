/**
 * An async generator that can be let go of while it is waited for. By itself one returns only when what it waits for has come: a text
 * that pauses, an answer of the service.
 *
 * @param start - Makes the generator. Its signal aborts when it is let go of: what it waits for ends then, in whatever way.
 */
export function stoppable<Item>(
  start: (stopped: AbortSignal) => AsyncGenerator<Item, void, void>,
): AsyncGenerator<Item, void, void> {
  const stopping = new AbortController();
  const items = start(stopping.signal);
  return {
    async next() {
      try {
        return await items.next();
      } catch (error) {
        if (stopping.signal.aborted) return { done: true, value: undefined };
        throw error;
      }
    },
    return(value) {
      stopping.abort();
      return items.return(value);
    },
    throw(error) {
      stopping.abort();
      return items.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await items.return();
    },
  };
}
