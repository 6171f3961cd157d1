import { abortable, type Clock, ConfigurationError, KotobaError, systemClock } from "@kotoba/core";
import type { JapaneseVoice, SpeakOptions, Speech } from "./japanese-voice.ts";
import { phrasesOf } from "./phrases-of.ts";
import { SpeechSamples } from "./speech-samples.ts";
import { VoiceThread } from "./worker/voice-thread.ts";
import type { WorkerRequest } from "./worker/worker-messages.ts";

const MIN_SPEED = 0.5;
const MAX_SPEED = 2;
/** Ten times what the longest phrase takes on a busy machine. */
const PHRASE_LIMIT_MS = 60_000;

/** A voice whose engine runs in a worker thread. One that fails is replaced when the next phrase is to be spoken. */
export class WorkerVoice implements JapaneseVoice {
  readonly #clock: Clock;
  #thread: VoiceThread = new VoiceThread();
  #closed: KotobaError | undefined;
  /** Settles when all texts so far have been spoken, or not. */
  #previous: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Resolves when the voice can speak. */
  load(): Promise<void> {
    return this.#thread.loaded;
  }

  async speak(text: string, { speed = 1, signal }: SpeakOptions = {}): Promise<Speech> {
    signal?.throwIfAborted();
    if (text.trim() === "") throw new ConfigurationError("The text to be spoken is empty.");
    if (!(speed >= MIN_SPEED && speed <= MAX_SPEED)) {
      throw new ConfigurationError(`speed is ${speed}; it must be ${MIN_SPEED} to ${MAX_SPEED}.`);
    }
    const spoken = this.#previous.then(() => this.#speakPhrases(text, speed, signal));
    this.#previous = spoken.catch(() => {});
    return { samples: await abortable(spoken, signal), sampleRate: 48_000 };
  }

  async close(): Promise<void> {
    this.#closed ??= new KotobaError("The Japanese voice is closed.", { code: "voice_closed" });
    await this.#thread.terminate(this.#closed);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #speakPhrases(text: string, speed: number, signal: AbortSignal | undefined): Promise<Float32Array> {
    const samples = new SpeechSamples();
    for (const phrase of phrasesOf(text)) {
      signal?.throwIfAborted();
      samples.add(await this.#speakPhrase({ phrase, speed }));
    }
    return samples.joined();
  }

  async #speakPhrase(request: WorkerRequest): Promise<Float32Array> {
    const thread = await this.#loadedThread();
    const cancelTimer = this.#clock.schedule(() => void thread.terminate(tooSlow()), PHRASE_LIMIT_MS);
    return thread.speak(request).finally(cancelTimer);
  }

  async #loadedThread(): Promise<VoiceThread> {
    if (this.#closed !== undefined) throw this.#closed;
    if (this.#thread.hasFailed) this.#thread = new VoiceThread();
    await this.#thread.loaded;
    return this.#thread;
  }
}

function tooSlow(): KotobaError {
  return new KotobaError(`The Japanese voice has not spoken a phrase within ${PHRASE_LIMIT_MS} ms.`, {
    code: "voice_failed",
  });
}
