import { ConfigurationError } from "@kotoba/core";

/** One step through a source of text. */
export type TextPiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "end" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Reads a source of text, and can let it go while it is being waited for. */
export class TextPieces {
  readonly #steps: Steps;
  #ended = false;

  /** @throws {ConfigurationError} for what cannot be iterated. */
  constructor(source: Iterable<string> | AsyncIterable<string>) {
    this.#steps = stepsOf(source);
  }

  /** The next piece. Never rejects. */
  async next(): Promise<TextPiece> {
    try {
      const { done, value } = await this.#steps.next();
      if (done) {
        this.#ended = true;
        return { kind: "end" };
      }
      if (typeof value === "string") return { kind: "text", text: value };
      return { kind: "failed", error: notText(value) };
    } catch (error) {
      this.#ended = true;
      return { kind: "failed", error };
    }
  }

  /** Tells the source that no more is wanted, unless it has ended. Waits for nothing: a silent source would not answer. */
  release(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#steps.release().catch(() => {});
  }
}

interface Steps {
  next(): Promise<Step> | Step;
  release(): Promise<unknown>;
}

interface Step {
  readonly done?: boolean | undefined;
  readonly value?: unknown;
}

function stepsOf(source: Iterable<string> | AsyncIterable<string>): Steps {
  // Not letter by letter.
  if (typeof source === "string") return iteratorSteps([source].values());
  if (typeof source !== "object" || source === null) throw notIterable(source);
  if (source instanceof ReadableStream) {
    // Read by hand: the stream's own iterator cannot be let go of while it waits for a piece.
    const reader = source.getReader();
    return { next: () => reader.read(), release: () => reader.cancel() };
  }
  if (Symbol.asyncIterator in source) {
    const steps = iteratorSteps(source[Symbol.asyncIterator]());
    if (!("destroy" in source && typeof source.destroy === "function")) return steps;
    // A Node stream, whose iterator cannot be let go of either while it waits.
    const destroy = source.destroy.bind(source);
    return { next: steps.next, release: async () => destroy() };
  }
  if (Symbol.iterator in source) return iteratorSteps(source[Symbol.iterator]());
  throw notIterable(source);
}

function iteratorSteps(iterator: Iterator<unknown> | AsyncIterator<unknown>): Steps {
  return { next: () => iterator.next(), release: async () => iterator.return?.() };
}

function notIterable(source: unknown): ConfigurationError {
  return new ConfigurationError(`Text must be a string or an iterable of strings, not ${described(source)}.`);
}

function notText(piece: unknown): ConfigurationError {
  return new ConfigurationError(
    `Text must arrive as strings, not as ${described(piece)}: pass on the text that is in it.`,
  );
}

/** Says what came without repeating what may be private. */
function described(value: unknown): string {
  if (typeof value !== "object" || value === null) return value == null ? String(value) : `a ${typeof value}`;
  const name = value.constructor?.name ?? "Object";
  if (name !== "Object") return `an instance of ${name}`;
  return `an object with the keys ${Object.keys(value).slice(0, 5).join(", ")}`;
}
