import { abortable } from "@kotoba/core";
import type { JapaneseVoice } from "./japanese-voice.ts";
import { WorkerVoice } from "./worker-voice.ts";

/** How a voice is created. */
export interface VoiceOptions {
  /** Stops the loading; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Creates a Japanese voice: Open JTalk, its dictionary and the voice "Mei" are in this package. It starts a worker thread and
 * resolves as soon as it can speak, in about a quarter of a second.
 *
 * @example
 * await using voice = await createVoice();
 * const { samples, sampleRate } = await voice.speak("今日は良い天気です。");
 *
 * @throws {KotobaError} with the code `voice_failed` when it cannot be loaded.
 */
export async function createVoice({ signal }: VoiceOptions = {}): Promise<JapaneseVoice> {
  signal?.throwIfAborted();
  const voice = new WorkerVoice();
  try {
    await abortable(voice.load(), signal);
    return voice;
  } catch (error) {
    await voice.close();
    throw error;
  }
}
