import { badFrame, errorFromFrame, frameFields, isErrorFrameType, parseAudioFrame } from "@kotoba/core";
import * as z from "zod/mini";

/** Samples a second of the translated speech, which is pcm16, mono. */
export const OUTPUT_SAMPLE_RATE = 24_000;

/** What a server says on a session, as far as it matters (contract, section 7). `raw` is the frame, parsed. */
export type S2stServerFrame =
  | { readonly type: "ready"; readonly raw: unknown }
  | { readonly type: "text"; readonly text: string; readonly raw: unknown }
  /** Some bytes of pcm16, which may be cut anywhere. */
  | { readonly type: "audio"; readonly audio: Uint8Array; readonly raw: unknown }
  | { readonly type: "committed"; readonly raw: unknown }
  /** A known frame that asks for nothing, one of unknown type, or none that can be read. */
  | { readonly type: "other" };

const textSchema = z.object({ delta: z.string() });

/**
 * Reads one text frame.
 *
 * @throws {KotobaError} the server's own, for an error frame.
 * @throws {ProtocolError} for a known frame that lacks what it needs.
 */
export function readS2stServerFrame(frameText: string): S2stServerFrame {
  const { frame: raw, audio } = parseAudioFrame(frameText, "delta");
  if (isErrorFrameType(raw.type)) throw errorFromFrame(raw);
  switch (raw.type) {
    case "voice_session.created":
    case "voice_session.updated":
      return { type: "ready", raw };
    case "conversation.item.input_audio_transcription.text.delta":
      return { type: "text", text: frameFields(textSchema, raw).delta, raw };
    case "conversation.item.input_audio_transcription.audio.delta":
      if (audio === undefined) throw badFrame(raw, "delta: it is not base64");
      return { type: "audio", audio, raw };
    case "input_audio_buffer.committed":
      return { type: "committed", raw };
    default:
      return { type: "other" };
  }
}
