import { type ClientContext, onAbort, ProtocolError, validateCallOptions } from "@kotoba/core";
import type { AudioChunk } from "../result/audio-chunk.ts";
import { openSpeech, type Speech } from "./speech.ts";
import { stoppable } from "./stoppable.ts";
import type { TtsEvent } from "./synthesis-events.ts";
import { type SynthesisSettings, synthesisSettings, type TtsOptions } from "./synthesis-options.ts";
import { type TextInput, UtteranceText } from "./utterance-text.ts";

/**
 * Speaks a text on a session of its own, and gives the events. The text is being read while the session opens, so that the first sound
 * comes early. Stopping early closes the session and lets the text go.
 *
 * @param stopped - Ends it as well, while the next event is waited for.
 */
export async function* synthesisEvents(
  context: ClientContext,
  input: TextInput,
  settings: SynthesisSettings,
  options: TtsOptions,
  stopped?: AbortSignal,
): AsyncGenerator<TtsEvent, void, void> {
  validateCallOptions(options);
  const text = new UtteranceText(input, settings, context.clock);
  const ending = new AbortController();
  const listening = [options.signal, stopped].map((signal) =>
    onAbort(signal, () => ending.abort(signal?.reason)),
  );
  try {
    const { runner, utterances } = await openFor(text, context, settings, options, ending);
    await using _ = runner;
    // The events end with the utterance, and before its failure is told.
    const spoken = utterances.speak(text).finally(() => runner.complete());
    spoken.catch(() => {});
    yield* runner;
    if ((await spoken) === "cancelled") throw cancelledByService();
  } finally {
    text.drop();
    for (const stop of listening) stop();
  }
}

/** Opens a session for a text, unless that turns out meanwhile to hold nothing, or its source fails. */
async function openFor(
  text: UtteranceText,
  context: ClientContext,
  settings: SynthesisSettings,
  options: TtsOptions,
  ending: AbortController,
): Promise<Speech> {
  const begun = text.readAhead();
  begun.catch((error: unknown) => ending.abort(error));
  // A text that need not be waited for is known by then: an empty one is refused before connecting.
  await Promise.race([begun, new Promise((resolve) => setTimeout(resolve))]);
  return await openSpeech(context, settings, { ...options, signal: ending.signal });
}

function cancelledByService(): ProtocolError {
  const message = "The service cancelled the text before all of it was spoken: some of the audio is missing.";
  return new ProtocolError(message, { code: "response_cancelled" });
}

/** The audio of a text, as soon as it comes. */
export function synthesizeStream(
  context: ClientContext,
  input: TextInput,
  options: TtsOptions,
): AsyncGenerator<AudioChunk, void, void> {
  return stoppable((stopped) => audioChunks(context, input, options, stopped));
}

async function* audioChunks(
  context: ClientContext,
  input: TextInput,
  options: TtsOptions,
  stopped: AbortSignal,
): AsyncGenerator<AudioChunk, void, void> {
  const settings = synthesisSettings(options);
  for await (const event of synthesisEvents(context, input, settings, options, stopped)) {
    if (event.type !== "audio_chunk") continue;
    const { audio: data, sampleRate, audioFormat, isFinal } = event;
    yield { data, sampleRate, audioFormat, isFinal };
  }
}
