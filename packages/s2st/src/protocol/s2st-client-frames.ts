/** Settings of a session, as they travel (contract, section 7). */
export interface VoiceSessionBody {
  readonly object: "realtime.voice_session";
  /** Nothing else is supported. */
  readonly turn_detection: false;
  /** How audio travels to the service. */
  readonly input_audio_format: string;
  /** Samples a second of it. */
  readonly input_audio_sample_rate: number;
  /** 1. */
  readonly input_audio_number_of_channels: number;
  /** The languages, ISO 639-1: of what is said, and of the translation. */
  readonly input_audio_transcription: { readonly language: string; readonly target_language: string };
  /** How far the translation lags behind, in tokens of the model. Default: the service's own. */
  readonly delay?: number;
}

/** What plays the translation, as it travels. */
export interface OutputDeviceBody {
  /** What the device is called. */
  readonly name?: string;
  /** Whether what it plays may come back into the microphone. */
  readonly type: "speaker" | "headphones" | "unknown";
}

/** What a session is set up with: only what was asked for. */
export interface VoiceSessionUpdate {
  /** The settings. */
  readonly session: VoiceSessionBody;
  /** What plays the translation. Default: unknown. */
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

  /** The frame for the next piece of audio. @param base64Audio - Base64 needs no escaping. */
  next(base64Audio: string): string {
    const eventId = String(++this.#count).padStart(7, "0");
    return `{"type":"input_audio_buffer.append","event_id":"${eventId}","audio":"${base64Audio}"}`;
  }
}
