import type { ClientContext } from "@kotoba/core";
import type { AudioChunk } from "../result/audio-chunk.ts";
import { openSpeech } from "./speech.ts";
import type { TtsEvent } from "./synthesis-events.ts";
import { type SynthesisSettings, synthesisSettings, type TtsOptions } from "./synthesis-options.ts";
import { type TextInput, UtteranceText } from "./utterance-text.ts";

/**
 * Speaks a text on a session of its own, and gives the events. The text is being read while the session opens, so that the first sound
 * comes early. Stopping early closes the session and lets the text go.
 */
export async function* synthesisEvents(
  context: ClientContext,
  input: TextInput,
  settings: SynthesisSettings,
  options: TtsOptions,
): AsyncGenerator<TtsEvent, void, void> {
  const text = new UtteranceText(input, settings, context.clock);
  try {
    text.readAhead();
    const { runner, utterances } = await openSpeech(context, settings, options);
    await using _ = runner;
    // The events end with the utterance, and before its failure is told.
    const spoken = utterances.speak(text).finally(() => runner.complete());
    spoken.catch(() => {});
    yield* runner;
    await spoken;
  } finally {
    text.drop();
  }
}

/** The audio of a text, as soon as it comes. */
export async function* synthesizeStream(
  context: ClientContext,
  input: TextInput,
  options: TtsOptions,
): AsyncGenerator<AudioChunk, void, void> {
  for await (const event of synthesisEvents(context, input, synthesisSettings(options), options)) {
    if (event.type !== "audio_chunk") continue;
    const { audio: data, sampleRate, audioFormat, isFinal } = event;
    yield { data, sampleRate, audioFormat, isFinal };
  }
}
