import { type Clock, onAbort } from "@kotoba/core";
import { type SentenceOptions, sentenceSettings } from "./sentence-options.ts";
import { SentenceSplitter } from "./sentence-splitter.ts";
import { type TextPiece, TextPieces } from "./text-pieces.ts";

export type { SentenceOptions } from "./sentence-options.ts";

/** What {@link sentences} works with. */
export interface SentencesOptions extends SentenceOptions {
  /** ISO 639-1 code of the text's language. */
  readonly language: string;
  readonly clock: Clock;
  /** Ends the reading; the sentence that is waited for then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Cuts text into sentences while it is being written, each as soon as it is known to be complete.
 *
 * The source is read only while a sentence is waited for. It is let go (`return()`) when the sentences are, also while it is
 * being waited for. When it fails, the text that came before is given out, and then its error thrown.
 *
 * @throws {ConfigurationError} At once for an option or a source that cannot be used; later for a piece that is no string.
 */
export function sentences(
  source: Iterable<string> | AsyncIterable<string>,
  options: SentencesOptions,
): AsyncGenerator<string, void, void> {
  const { flushAfterMs, ...lengths } = sentenceSettings(options);
  const splitter = new SentenceSplitter({ language: options.language, ...lengths });
  const pieces = new TextPieces(source);
  const stopped = new AbortController();
  const { clock, signal } = options;
  const generator = splitPieces(pieces, splitter, { clock, signal, flushAfterMs, stopped: stopped.signal });
  const stop = () => {
    stopped.abort();
    pieces.release();
  };
  return {
    next: () => generator.next(),
    // A generator alone would not return before its source has answered.
    return(value) {
      stop();
      return generator.return(value);
    },
    throw(error) {
      stop();
      return generator.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      stop();
      await generator.return();
    },
  };
}

interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** Aborts when nobody wants any more sentences. */
  readonly stopped: AbortSignal;
  readonly flushAfterMs: number;
}

async function* splitPieces(
  pieces: TextPieces,
  splitter: SentenceSplitter,
  waiting: Waiting,
): AsyncGenerator<string, void, void> {
  const { clock, signal, flushAfterMs } = waiting;
  try {
    let reading: Promise<TextPiece> | undefined;
    /** When the words that are pending have waited long enough; infinite when they may wait for ever. */
    let flushAt = Number.POSITIVE_INFINITY;
    for (;;) {
      signal?.throwIfAborted();
      if (waiting.stopped.aborted) return;
      reading ??= pieces.next();
      const piece = await pieceOrPause(reading, waiting, flushAt);
      if (piece === "stopped") return;
      if (piece === "pause") {
        // What is left now may still grow, however long it takes.
        flushAt = Number.POSITIVE_INFINITY;
        const words = splitter.takeWords();
        if (words !== undefined) yield words;
        continue;
      }
      reading = undefined;
      if (piece.kind === "text") {
        yield* unlessAborted(splitter.push(piece.text), signal);
        // An empty piece is a sign of life, but it is no text: the pause goes on. Time that the consumer took is no pause.
        if (piece.text !== "")
          flushAt = splitter.isPending ? clock.now() + flushAfterMs : Number.POSITIVE_INFINITY;
        continue;
      }
      yield* unlessAborted(splitter.flush(), signal);
      if (piece.kind === "failed") throw piece.error;
      return;
    }
  } finally {
    pieces.release();
  }
}

function* unlessAborted(found: readonly string[], signal: AbortSignal | undefined): Generator<string> {
  for (const sentence of found) {
    signal?.throwIfAborted();
    yield sentence;
  }
}

/** Waits for a piece, or until a time is reached. Leaves no timer and no listener behind. */
function pieceOrPause(
  reading: Promise<TextPiece>,
  { clock, signal, stopped }: Waiting,
  until: number,
): Promise<TextPiece | "pause" | "stopped"> {
  return new Promise((resolve, reject) => {
    const cleanUp: (() => void)[] = [];
    const settle = (act: () => void) => {
      for (const end of cleanUp) end();
      act();
    };
    if (until < Number.POSITIVE_INFINITY) {
      cleanUp.push(clock.schedule(() => settle(() => resolve("pause")), Math.max(0, until - clock.now())));
    }
    cleanUp.push(onAbort(signal, () => settle(() => reject(signal?.reason))));
    cleanUp.push(onAbort(stopped, () => settle(() => resolve("stopped"))));
    reading.then((piece) => settle(() => resolve(piece)), reject);
  });
}
