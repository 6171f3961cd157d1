import { addAbortSignal, Readable } from "node:stream";
import { abortable } from "@kotoba/core";
import type { Recognition, RecognitionEngine } from "../engines/recognition-engine.ts";
import { wordSeparator } from "../engines/word-separator.ts";
import type { LiveAsrServerFrame } from "./live-asr-server-frames.ts";
import { LiveTurns } from "./live-turns.ts";
import { bytesPerSecond, STEP_MS, sessionSpeech } from "./session-audio.ts";
import { DEFAULT_SILENCE_MS, type TranscriptionSession } from "./transcription-session.ts";

/** So many bytes of audio may wait for the engine. */
const MAX_QUEUED_BYTES = 2 * 2 ** 20;

/** What a {@link LiveTranscription} works with. */
export interface LiveTranscriptionOptions {
  readonly session: TranscriptionSession;
  readonly engine: RecognitionEngine;
  /** Ends the transcription. */
  readonly signal: AbortSignal;
  /** Sends frames, in order; resolves when the client's side has taken them. */
  readonly send: (frames: readonly LiveAsrServerFrame[]) => Promise<void>;
  /** Called when much audio waits, and when there is room again, however often. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** The way from a session's audio to the frames that tell what was said. */
export class LiveTranscription {
  readonly #options: LiveTranscriptionOptions;
  readonly #audio: Readable;
  readonly #turns: LiveTurns;

  constructor(options: LiveTranscriptionOptions) {
    const { session, signal, resume } = options;
    this.#options = options;
    this.#audio = addAbortSignal(signal, new Readable({ highWaterMark: MAX_QUEUED_BYTES, read: resume }));
    this.#turns = new LiveTurns({
      separator: wordSeparator(session.input_audio_transcription.language),
      detectsTurns: session.turn_detection !== false,
      bytesPerSecond: bytesPerSecond(session),
    });
  }

  /** Takes the next audio. */
  append(audio: Uint8Array, eventId: string | undefined): void {
    if (audio.length === 0) return;
    void this.#options.send(this.#turns.hear(eventId, audio.length));
    if (!this.#audio.push(audio)) this.#options.pause();
  }

  /** Says that no more audio comes. */
  commit(): void {
    this.#audio.push(null);
  }

  /**
   * Recognises the audio, until all of it is told. To be called once. The engine is not bothered before there is audio.
   *
   * @throws what the engine throws, and when the signal aborts.
   */
  async run(): Promise<void> {
    const { session, engine, signal, send } = this.#options;
    const { language } = session.input_audio_transcription;
    const silenceDurationMs = pauseOf(session);
    let recognition: Recognition | undefined;
    try {
      for await (const samples of sessionSpeech(this.#audio, session)) {
        signal.throwIfAborted();
        recognition ??= await engine.open({ language, silenceDurationMs, signal });
        const progress = await abortable(recognition.accept(samples), signal);
        await send(this.#turns.follow(progress, samples.length));
      }
      const last = recognition === undefined ? [] : await abortable(recognition.finish(), signal);
      await send(this.#turns.finish(last));
    } finally {
      await recognition?.[Symbol.asyncDispose]();
    }
  }
}

/** The pause that ends an utterance: of a turn, rounded up to whole steps; without turns, any that tells speech from silence. */
function pauseOf({ turn_detection: detection }: TranscriptionSession): number {
  if (detection === false) return DEFAULT_SILENCE_MS;
  return Math.ceil(detection.silence_duration_ms / STEP_MS) * STEP_MS;
}
