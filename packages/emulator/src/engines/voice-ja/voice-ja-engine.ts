import { ConfigurationError, KotobaError } from "@kotoba/core";
import type { JapaneseVoice } from "@kotoba/voice-ja";
import { phrasesOf } from "../phrases.ts";
import type { SynthesisEngine, SynthesisOptions, SynthesisVoice } from "../synthesis-engine.ts";
import { SynthesisError } from "../synthesis-error.ts";

const NOT_SPEAKABLE = "text_not_speakable";

/**
 * Creates a synthesiser of Japanese on the package `@kotoba/voice-ja`: one voice, `mei` (female), that reads kanji, kana, numbers
 * and dates. It runs in a worker thread that starts when it is first needed; syntheses that run at once take turns, a phrase each.
 */
export function createVoiceJaEngine(): SynthesisEngine {
  return new VoiceJaEngine();
}

class VoiceJaEngine implements SynthesisEngine {
  readonly name = "voice-ja";
  readonly languages: readonly string[] = ["ja"];
  readonly voices: readonly SynthesisVoice[] = [
    { id: "mei", language: "ja", gender: "female", description: "Japanese, female", sampleRate: 48_000 },
  ];
  #voice: Promise<JapaneseVoice> | undefined;
  #closed: Error | undefined;

  async *synthesize({
    text,
    language,
    voice = "mei",
    signal,
  }: SynthesisOptions): AsyncGenerator<Float32Array> {
    signal?.throwIfAborted();
    if (!this.languages.includes(language)) {
      throw new ConfigurationError(`The voice-ja engine speaks Japanese (ja) only, not ${language}.`);
    }
    if (voice !== "mei") throw new ConfigurationError(`The voice-ja engine has no voice "${voice}".`);
    let unspeakable: KotobaError | undefined;
    let hasSpoken = false;
    for await (const phrase of phrasesOf(text, signal)) {
      try {
        const { samples } = await (await this.#load()).speak(phrase, { signal });
        yield samples;
        hasSpoken = true;
      } catch (error) {
        // A phrase of signs alone is no reason to be silent about the others.
        if (!KotobaError.isInstance(error) || error.code !== NOT_SPEAKABLE) throw error;
        unspeakable = error;
      }
    }
    if (hasSpoken) return;
    throw new SynthesisError(NOT_SPEAKABLE, unspeakable?.message ?? "There is no text to speak.");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= new Error("The voice-ja engine is closed.");
    const voice = await this.#voice?.catch(() => undefined);
    await voice?.close();
  }

  /** One voice for all; one that cannot be loaded is tried again when it is needed next. */
  #load(): Promise<JapaneseVoice> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    this.#voice ??= import("@kotoba/voice-ja")
      .then(({ createVoice }) => createVoice())
      .catch((error: unknown) => {
        this.#voice = undefined;
        throw error;
      });
    return this.#voice;
  }
}
