/** Settings of a live session, as they travel (contract, section 5). */
export interface LiveSessionBody {
  readonly input_audio_format: string;
  readonly input_audio_sample_rate: number;
  readonly input_audio_number_of_channels: number;
  readonly input_audio_transcription: {
    readonly language: string;
    readonly target_language: string;
    readonly keywords?: readonly string[];
    readonly style_preference?: { readonly human_name: "kana" };
  };
  readonly turn_detection?: false | { readonly type: "server_vad"; readonly silence_duration_ms: number };
}

/** The frame that sets a session up. */
export function sessionUpdateFrame(session: LiveSessionBody): string {
  return JSON.stringify({ type: "transcription_session.update", session });
}

/** Builds the frames that carry audio, numbered from 1: text put together, for `JSON.stringify` costs a third more. */
export class AppendFrames {
  /** The frame that ends the audio. */
  readonly commit: string = '{"type":"input_audio_buffer.commit"}';
  #count = 0;

  /** @param base64Audio - Base64 needs no escaping. */
  next(base64Audio: string): string {
    const number = String(++this.#count).padStart(7, "0");
    return `{"type":"input_audio_buffer.append","event_id":"chunk-${number}","audio":"${base64Audio}"}`;
  }
}

/** The number of the chunk with this `event_id`; undefined for one that is not of {@link AppendFrames}. */
export function eventNumber(eventId: string): number | undefined {
  const digits = /^chunk-(\d{7,})$/.exec(eventId)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
