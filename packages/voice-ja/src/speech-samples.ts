import { KotobaError } from "@kotoba/core";

/** Half an hour at 48000 a second: 350 MB. */
const MAX_SAMPLES = 1800 * 48_000;

/** The samples of a text, phrase by phrase. */
export class SpeechSamples {
  readonly #parts: Float32Array[] = [];
  #length = 0;

  /** @throws {KotobaError} when that makes the speech longer than half an hour. */
  add(part: Float32Array): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length <= MAX_SAMPLES) return;
    throw new KotobaError("The speech would last longer than half an hour. Have the text spoken in parts.", {
      code: "speech_too_long",
    });
  }

  /** All of them. @throws {KotobaError} when there are none. */
  joined(): Float32Array {
    if (this.#length === 0) {
      throw new KotobaError(
        "There is nothing in the text that the Japanese voice can speak: no kana, kanji, Latin letter or digit.",
        { code: "text_not_speakable" },
      );
    }
    const whole = new Float32Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
