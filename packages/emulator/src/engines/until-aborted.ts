import { abortable } from "@kotoba/core";

/**
 * Iterates until the signal aborts, whose reason is then thrown at once, whatever the source is doing. A source that is waiting then is not
 * waited for.
 */
export async function* untilAborted<T>(
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  try {
    for (;;) {
      const { done, value } = await abortable(Promise.resolve(iterator.next()), signal);
      if (done) return;
      yield value;
    }
  } finally {
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
