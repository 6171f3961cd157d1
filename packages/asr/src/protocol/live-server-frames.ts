import { errorFromFrame, frameFields, isErrorFrameType, parseFrame } from "@kotoba/core";
import * as z from "zod/mini";

/** What a server says on a live session, as far as it matters (contract, section 5). `raw` is the frame, parsed. */
export type LiveServerFrame =
  | { readonly type: "ready"; readonly raw: unknown }
  | {
      readonly type: "delta";
      readonly text: string;
      readonly itemId: string | undefined;
      readonly raw: unknown;
    }
  | {
      readonly type: "completed";
      readonly text: string;
      readonly itemId: string | undefined;
      readonly raw: unknown;
    }
  | { readonly type: "committed"; readonly raw: unknown }
  /** A known frame that asks for nothing, one of unknown type, or none that can be read. */
  | { readonly type: "other" };

const itemId = z.optional(z.nullable(z.string()));
const deltaSchema = z.object({ delta: z.string(), item_id: itemId });
const completedSchema = z.object({ transcript: z.string(), item_id: itemId });

/**
 * Reads one text frame.
 *
 * @throws {KotobaError} the server's own, for an error frame.
 * @throws {ProtocolError} for a known frame that lacks what it needs.
 */
export function readLiveServerFrame(text: string): LiveServerFrame {
  const raw = parseFrame(text);
  if (isErrorFrameType(raw.type)) throw errorFromFrame(raw);
  switch (raw.type) {
    case "transcription_session.updated":
      return { type: "ready", raw };
    case "conversation.item.input_audio_transcription.delta": {
      const { delta, item_id } = frameFields(deltaSchema, raw);
      return { type: "delta", text: delta, itemId: item_id ?? undefined, raw };
    }
    case "conversation.item.input_audio_transcription.completed": {
      const { transcript, item_id } = frameFields(completedSchema, raw);
      return { type: "completed", text: transcript, itemId: item_id ?? undefined, raw };
    }
    case "input_audio_buffer.committed":
      return { type: "committed", raw };
    default:
      return { type: "other" };
  }
}
