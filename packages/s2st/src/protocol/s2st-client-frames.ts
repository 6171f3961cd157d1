/** Settings of a session, as they travel (contract, section 7). */
export interface VoiceSessionBody {
  readonly object: "realtime.voice_session";
  /** Nothing else is supported. */
  readonly turn_detection: false;
  readonly input_audio_format: string;
  readonly input_audio_sample_rate: number;
  readonly input_audio_number_of_channels: number;
  readonly input_audio_transcription: { readonly language: string; readonly target_language: string };
  readonly delay?: number;
}

/** What plays the translation, as it travels. */
export interface OutputDeviceBody {
  readonly name?: string;
  readonly type: "speaker" | "headphones" | "unknown";
}

/** What a session is set up with: only what was asked for. */
export interface VoiceSessionUpdate {
  readonly session: VoiceSessionBody;
  readonly output_device?: OutputDeviceBody;
}

/** The frame that sets a session up. Without a word on binary audio and Opus, the service sends neither. */
export function voiceSessionUpdateFrame(update: VoiceSessionUpdate): string {
  return JSON.stringify({ type: "voice_session.update", ...update });
}

/** Builds the frames that carry audio, numbered from 1: text put together, for `JSON.stringify` costs a third more. */
export class AppendFrames {
  /** The frame that ends the audio. */
  readonly commit: string = '{"type":"input_audio_buffer.commit"}';
  #count = 0;

  /** @param base64Audio - Base64 needs no escaping. */
  next(base64Audio: string): string {
    const eventId = String(++this.#count).padStart(7, "0");
    return `{"type":"input_audio_buffer.append","event_id":"${eventId}","audio":"${base64Audio}"}`;
  }
}
