import { abortable, type Clock, ConfigurationError } from "@kotoba/core";
import { sentences } from "../text/sentences.ts";
import { TextPieces } from "../text/text-pieces.ts";
import type { SynthesisSettings } from "./synthesis-options.ts";

/** A text to speak: whole, or piece by piece while it is being written, from any iterable or stream of strings. */
export type TextInput = string | Iterable<string> | AsyncIterable<string>;

/** A letter, a digit, or a sign that is read out. A rule of dashes, or an emoji alone, is nothing that a voice could be asked for. */
const SPEAKABLE = /[\p{L}\p{N}\p{Sm}\p{Sc}]/u;

/** Reads the text of one utterance in the parts that are sent: the whole of it, sentences, or pieces as they come. */
export class UtteranceText {
  readonly #parts: AsyncGenerator<string, void, void>;
  readonly #dropped = new AbortController();
  #ahead: Promise<string | undefined> | undefined;
  #partAhead: string | undefined;
  #gavePart = false;
  readonly #skipsMarks: boolean = false;

  /** @throws {ConfigurationError} for a text without anything to speak, and for what is no text. */
  constructor(input: TextInput, settings: SynthesisSettings, clock: Clock) {
    const { language, sentences: options, textInput } = settings;
    if (typeof input === "string") {
      if (input.trim() === "") throw nothingToSpeak();
      this.#parts = whole(input);
    } else if (textInput === "sentences") {
      this.#parts = sentences(input, { ...options, language, clock });
      this.#skipsMarks = true;
    } else {
      const pieces = new TextPieces(input);
      this.#parts = spokenPieces(pieces);
      // The generator alone would not let go of a source that it waits for.
      this.#dropped.signal.addEventListener("abort", () => pieces.release(), { once: true });
    }
  }

  /** The part that was read ahead and nobody has taken. */
  get partAhead(): string | undefined {
    return this.#partAhead;
  }

  /**
   * Begins to read the next part before it is asked for; no more than one.
   *
   * @returns What {@link next} will. Nobody need handle its rejection.
   */
  readAhead(): Promise<string | undefined> {
    if (this.#ahead !== undefined) return this.#ahead;
    this.#ahead = this.#read();
    // A failure comes out when the part is asked for.
    this.#ahead.then(
      (part) => {
        this.#partAhead = part;
      },
      () => {},
    );
    return this.#ahead;
  }

  /**
   * The next part; `undefined` at the end, and once the text has been dropped.
   *
   * @throws what the source throws. @throws {ConfigurationError} when it ends without anything to speak.
   */
  async next(): Promise<string | undefined> {
    const part = await this.readAhead();
    this.#ahead = undefined;
    this.#partAhead = undefined;
    return part;
  }

  /** Lets the source go, if it has not ended; nothing more is read. */
  drop(): void {
    if (this.#dropped.signal.aborted) return;
    this.#dropped.abort();
    this.#parts.return().catch(() => {});
  }

  async #read(): Promise<string | undefined> {
    const { signal } = this.#dropped;
    try {
      signal.throwIfAborted();
      let next = await abortable(this.#parts.next(), signal);
      while (this.#skipsMarks && !next.done && !SPEAKABLE.test(next.value)) {
        next = await abortable(this.#parts.next(), signal);
      }
      if (next.done && !this.#gavePart) throw nothingToSpeak();
      this.#gavePart = true;
      return next.value ?? undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }
}

function nothingToSpeak(): ConfigurationError {
  return new ConfigurationError("There is nothing to speak: the text holds no word.", { code: "empty_text" });
}

async function* whole(text: string): AsyncGenerator<string, void, void> {
  yield text;
}

/** The pieces, but for those that hold nothing: white space at the beginning waits for the first word. */
async function* spokenPieces(pieces: TextPieces): AsyncGenerator<string, void, void> {
  let held = "";
  let hasBegun = false;
  for (;;) {
    const piece = await pieces.next();
    if (piece.kind === "failed") throw piece.error;
    if (piece.kind === "end") return;
    held += piece.text;
    hasBegun ||= held.trim() !== "";
    if (!hasBegun || held === "") continue;
    yield held;
    held = "";
  }
}
