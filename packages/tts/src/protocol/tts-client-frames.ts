/** What a session is opened with: only what was asked for (contract, section 6). */
export interface OpenFields {
  readonly language: string;
  readonly speaker_id: string;
  readonly format?: string;
  readonly sample_rate?: number;
  readonly spk_ref_audio_tokens?: unknown;
}

/** What a response is asked for with. Without a text, that follows piece by piece: an older server takes it so. */
export interface ResponseFields {
  readonly text?: string;
  readonly response_id: string;
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
