import {
  badFrame,
  errorFromFrame,
  frameFields,
  isErrorFrameType,
  parseAudioFrame,
  type TypedFrame,
} from "@kotoba/core";
import * as z from "zod/mini";
import { type TtsAudioFormat, ttsAudioFormat } from "./tts-audio-format.ts";

/** What a server says on a session, as far as it matters (contract, section 6). `raw` is the frame, parsed. */
export type TtsServerFrame =
  | {
      readonly type: "ready";
      readonly audioFormat: TtsAudioFormat;
      readonly sampleRate: number;
      readonly raw: unknown;
    }
  | { readonly type: "created"; readonly responseId: string }
  | {
      readonly type: "audio";
      readonly audio: Uint8Array;
      readonly isFinal: boolean;
      readonly responseId: string | undefined;
      readonly raw: unknown;
    }
  | {
      readonly type: "done";
      readonly status: "completed" | "cancelled" | "failed";
      /** What failed, in the service's words. */
      readonly failure: { readonly code: string | undefined; readonly message: string | undefined };
      readonly responseId: string | undefined;
      readonly raw: unknown;
    }
  /** The service is slow, and goes on. */
  | { readonly type: "timeout"; readonly message: string }
  /** One of unknown type, or none that can be read. */
  | { readonly type: "other" };

const text = z.optional(z.nullable(z.string()));
/** What is only told to people: nothing ends for the form of it. */
const words = z.catch(text, undefined);
const sessionSchema = z.object({
  format: z.string(),
  sample_rate: z.int().check(z.positive()),
  // Nothing else is known to come, and there is nowhere to tell it.
  channels: z.optional(z.nullable(z.literal(1))),
});
const createdSchema = z.object({ response: z.object({ id: z.string() }) });
const doneSchema = z.object({
  response: z.object({
    id: text,
    status: z.enum(["completed", "cancelled", "failed"]),
    error: z.catch(z.union([z.string(), z.object({ code: words, message: words })]), {}),
  }),
});
const timeoutSchema = z.object({ message: words });

/**
 * Reads one text frame.
 *
 * @throws {KotobaError} the server's own, for an error frame.
 * @throws {ProtocolError} for a known frame that lacks what it needs.
 */
export function readTtsServerFrame(frameText: string): TtsServerFrame {
  const { frame: raw, audio } = parseAudioFrame(frameText, "audio");
  if (isErrorFrameType(raw.type)) throw errorFromFrame(raw);
  switch (raw.type) {
    case "session.created":
      return readyFrame(raw);
    case "response.created":
      return { type: "created", responseId: frameFields(createdSchema, raw).response.id };
    case "audio.chunk":
      return audioFrame(raw, audio);
    case "response.done": {
      const { status, id, error } = frameFields(doneSchema, raw).response;
      const { code, message } = typeof error === "string" ? { message: error } : error;
      const failure = { code: code ?? undefined, message: message ?? undefined };
      return { type: "done", status, failure, responseId: id ?? undefined, raw };
    }
    case "timeout":
      return { type: "timeout", message: frameFields(timeoutSchema, raw).message ?? "" };
    default:
      return { type: "other" };
  }
}

function readyFrame(raw: TypedFrame): TtsServerFrame {
  const { format, sample_rate: sampleRate } = frameFields(sessionSchema, raw);
  const audioFormat = ttsAudioFormat(format);
  if (audioFormat === undefined) throw badFrame(raw, "format: it is none that is known");
  return { type: "ready", audioFormat, sampleRate, raw };
}

/** Without a schema: one would take a good part of the time that a frame of a few milliseconds of sound takes. */
function audioFrame(raw: TypedFrame, audio: Uint8Array | undefined): TtsServerFrame {
  const isFinal = raw.isFinal ?? false;
  const responseId = raw.response_id ?? undefined;
  if (audio === undefined) throw badFrame(raw, "audio: it is not base64");
  if (typeof isFinal !== "boolean") throw badFrame(raw, "isFinal: it is not true or false");
  if (responseId !== undefined && typeof responseId !== "string") {
    throw badFrame(raw, "response_id: it is not text");
  }
  return { type: "audio", audio, isFinal, responseId, raw };
}
