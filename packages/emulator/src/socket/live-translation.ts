import { addAbortSignal, Readable } from "node:stream";
import { abortable, type Logger, onAbort } from "@kotoba/core";
import type { RecognitionEngine } from "../engines/recognition-engine.ts";
import { SynthesisError } from "../engines/synthesis-error.ts";
import type { Translation, TranslationEngine } from "../engines/translation-engine.ts";
import { wordSeparator } from "../engines/word-separator.ts";
import { type SessionSpeech, speechChunks, synthesize } from "../speech/session-speech.ts";
import type { LiveAsrServerFrame } from "./live-asr-server-frames.ts";
import {
  audioDelta,
  type LiveS2stServerFrame,
  type TranslatedUtterance,
  textDelta,
} from "./live-s2st-server-frames.ts";
import { LiveTranscription } from "./live-transcription.ts";
import type { VoiceSession } from "./voice-session.ts";

/** A pause of so long ends an utterance, which is then translated: shorter than in live recognition, since everybody waits for it. */
const UTTERANCE_SILENCE_MS = 480;

/** Which text the deltas of a session carry. */
export type S2stText = "source" | "target";

/** What a {@link LiveTranslation} works with. */
export interface LiveTranslationOptions {
  readonly session: VoiceSession;
  readonly recognizer: RecognitionEngine;
  readonly translator: TranslationEngine;
  readonly speech: SessionSpeech;
  readonly text: S2stText;
  readonly logger: Logger;
  /** Ends the translation. */
  readonly signal: AbortSignal;
  /** Sends frames, in order; resolves when the client's side has taken them. */
  readonly send: (frames: readonly LiveS2stServerFrame[]) => Promise<void>;
  /** Called when much audio waits, and when there is room again, however often. */
  readonly pause: () => void;
  readonly resume: () => void;
}

interface Utterance {
  readonly itemId: string;
  readonly text: string;
}

/**
 * The way from a session's audio to the frames that tell, in text and speech, what it means. It hears as a session of live recognition
 * does, in turns; each that has ended is translated and spoken, while the next is heard.
 */
export class LiveTranslation {
  readonly #options: LiveTranslationOptions;
  readonly #transcription: LiveTranscription;
  readonly #utterances: Readable;
  readonly #stop = new AbortController();
  /** The item of the last text delta. */
  #toldItem: string | undefined;

  constructor(options: LiveTranslationOptions) {
    const { session, recognizer, pause, resume } = options;
    const { language } = session.input_audio_transcription;
    const { signal } = this.#stop;
    this.#options = options;
    this.#utterances = addAbortSignal(signal, new Readable({ objectMode: true, read() {} }));
    // Whoever reads it is told; nobody may have begun to.
    this.#utterances.on("error", () => {});
    this.#transcription = new LiveTranscription({
      session: {
        ...session,
        object: "realtime.transcription_session",
        input_audio_transcription: { language, target_language: language },
        turn_detection: { type: "server_vad", silence_duration_ms: UTTERANCE_SILENCE_MS },
      },
      engine: recognizer,
      signal,
      send: (frames) => this.#follow(frames),
      pause,
      resume,
    });
  }

  /** Takes the next audio. */
  append(audio: Uint8Array, eventId: string | undefined): void {
    this.#transcription.append(audio, eventId);
  }

  /** Says that no more audio comes. */
  commit(): void {
    this.#transcription.commit();
  }

  /**
   * Translates the audio, until all of it is spoken. To be called once.
   *
   * @throws what an engine throws, and when the signal aborts.
   */
  async run(): Promise<void> {
    const { signal } = this.#options;
    const stopListening = onAbort(signal, () => this.#stop.abort(signal.reason));
    const tasks = [this.#hear(), this.#speakAll()];
    try {
      await Promise.all(tasks);
    } catch (error) {
      this.#stop.abort(error);
      await Promise.allSettled(tasks);
      throw error;
    } finally {
      stopListening();
    }
  }

  async #hear(): Promise<void> {
    await this.#transcription.run();
    this.#utterances.push(null);
  }

  /** Takes what live recognition would tell. */
  async #follow(frames: readonly LiveAsrServerFrame[]): Promise<void> {
    const told: LiveS2stServerFrame[] = [];
    for (const frame of frames) {
      if (frame.type === "conversation.item.created") told.push(frame);
      if (frame.type !== "conversation.item.input_audio_transcription.completed") continue;
      // What is told here cannot be mended later, as live recognition does: so words are told when they are final.
      const utterance: Utterance = { itemId: frame.item_id, text: frame.transcript };
      if (utterance.text === "") continue;
      if (this.#options.text === "source") told.push(...this.#tell(utterance.itemId, utterance.text));
      this.#utterances.push(utterance);
    }
    await this.#options.send(told);
  }

  /** A delta with what stands between it and the text of the item before. */
  #tell(itemId: string, text: string): LiveS2stServerFrame[] {
    if (text === "") return [];
    const { session, text: which } = this.#options;
    const { language, target_language } = session.input_audio_transcription;
    const continues = this.#toldItem === undefined || this.#toldItem === itemId;
    this.#toldItem = itemId;
    const separator = continues ? "" : wordSeparator(which === "source" ? language : target_language);
    return [textDelta(itemId, separator + text)];
  }

  async #speakAll(): Promise<void> {
    for await (const utterance of this.#utterances) await this.#translate(utterance);
  }

  async #translate({ itemId, text }: Utterance): Promise<void> {
    const { session, translator, logger } = this.#options;
    const { language: source, target_language: target } = session.input_audio_transcription;
    const { signal } = this.#stop;
    const translation = await abortable(translator.translate({ text, source, target, signal }), signal);
    const utterance: TranslatedUtterance = {
      source: text,
      target: translation.text,
      is_complete: translation.isComplete,
    };
    if (!translation.isComplete) {
      logger.warn("The emulator could not translate all of an utterance", {
        item: itemId,
        translator: translator.name,
      });
    }
    if (this.#options.text === "target") await this.#options.send(this.#tell(itemId, translation.text));
    await this.#speak(itemId, translation, utterance);
  }

  async #speak(itemId: string, { spoken }: Translation, utterance: TranslatedUtterance): Promise<void> {
    if (spoken.trim() === "") return;
    const { speech, send, logger } = this.#options;
    const { signal } = this.#stop;
    const samples = synthesize(speech, spoken, signal);
    try {
      let news: TranslatedUtterance | undefined = utterance;
      for await (const { bytes } of speechChunks(samples, speech, signal)) {
        if (bytes.length === 0) continue;
        await abortable(send([audioDelta(itemId, bytes, news)]), signal);
        news = undefined;
      }
    } catch (error) {
      if (!(error instanceof SynthesisError)) throw error;
      logger.warn("The emulator could not speak a translation", { item: itemId, code: error.code });
    } finally {
      await samples.return().catch(() => {});
    }
  }
}
