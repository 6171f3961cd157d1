import * as z from "zod/mini";
import { contractError } from "./contract-error.ts";

/** One piece of a one-shot transcript: a word, what stands between words, a sound that is no speech, or what is yet to come. */
export interface WordBody {
  /** What was heard; of `spacing`, the space. */
  readonly text: string;
  /** What it is. */
  readonly type: "word" | "spacing" | "audio_event" | (string & {});
  /** In seconds, like `end`. */
  readonly start?: number | null | undefined;
  /** When it ends. */
  readonly end?: number | null | undefined;
}

/** Answer to a one-shot transcription (contract, section 4). */
export interface SpeechToTextBody {
  /** The language that was heard. */
  readonly language_code: string;
  /** From 0 to 1. */
  readonly language_probability: number;
  /** The whole transcript. */
  readonly text: string;
  /** Its pieces, in order. */
  readonly words: readonly WordBody[];
  /** Length of the audio, in seconds. */
  readonly audio_duration_secs?: number | null | undefined;
}

const speechToTextSchema = z.object({
  language_code: z.string(),
  language_probability: z.number(),
  text: z.string(),
  words: z.array(
    z.object({
      text: z.string(),
      type: z.string(),
      start: z.optional(z.nullable(z.number())),
      end: z.optional(z.nullable(z.number())),
    }),
  ),
  audio_duration_secs: z.optional(z.nullable(z.number())),
});

/** @throws {ProtocolError} when the body breaks the contract. */
export function parseSpeechToTextBody(body: unknown, status: number): SpeechToTextBody {
  const parsed = speechToTextSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw contractError("one-shot transcript", parsed.error.issues, body, status);
}
