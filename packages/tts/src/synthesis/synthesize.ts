import type { ClientContext } from "@kotoba/core";
import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";
import { AudioResult } from "../result/audio-result.ts";
import { synthesisSettings, type TtsOptions } from "./synthesis-options.ts";
import { synthesisEvents } from "./synthesize-stream.ts";
import type { TextInput } from "./utterance-text.ts";

/** The audio of a whole text. */
export async function synthesize(
  context: ClientContext,
  input: TextInput,
  options: TtsOptions,
): Promise<AudioResult> {
  const settings = synthesisSettings(options);
  const pieces: Uint8Array[] = [];
  const responseIds: string[] = [];
  let sampleRate = 0;
  let audioFormat: TtsAudioFormat = "pcm_f32";
  for await (const event of synthesisEvents(context, input, settings, options)) {
    if (event.type === "session_ready") ({ sampleRate, audioFormat } = event);
    if (event.type === "audio_chunk") pieces.push(event.audio);
    if (event.type === "done") responseIds.push(event.responseId);
  }
  const { language, speakerId } = settings;
  return new AudioResult({
    data: concatenate(pieces),
    sampleRate,
    audioFormat,
    metadata: { language, speakerId, responseIds },
  });
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
