/** What a session is opened with: only what was asked for (contract, section 6). */
export interface OpenFields {
  /** ISO 639-1 code of the text's language. */
  readonly language: string;
  /** Who speaks. */
  readonly speaker_id: string;
  /** How the audio should travel. Default: the service's own. */
  readonly format?: string;
  /** Samples a second. Default: the service's own. */
  readonly sample_rate?: number;
  /** Tokens of a voice to imitate. */
  readonly spk_ref_audio_tokens?: unknown;
}

/** What a response is asked for with. Without a text, that follows piece by piece: an older server takes it so. */
export interface ResponseFields {
  /** What to speak. */
  readonly text?: string;
  /** What the response's frames are told by; the client's choice. */
  readonly response_id: string;
  /** The most audio, in units of the service. Default: the service's own. */
  readonly max_length?: number;
}

/** The frame that opens a session. */
export function openFrame(fields: OpenFields): string {
  return JSON.stringify({ type: "open", ...fields });
}

/** The frame that asks for a response. */
export function responseCreateFrame(fields: ResponseFields): string {
  return JSON.stringify({ type: "response.create", ...fields });
}

/** The frame that ends the response under way. */
export const RESPONSE_CANCEL_FRAME = '{"type":"response.cancel"}';

/** The frame that adds to the text of a response that was created without one. */
export function textAppendFrame(text: string): string {
  return JSON.stringify({ type: "input_text_buffer.append", text });
}

/** The frame that ends such a text. */
export const TEXT_COMMIT_FRAME = '{"type":"input_text_buffer.commit"}';
