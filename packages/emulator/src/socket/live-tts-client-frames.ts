import { type JsonObject, parseJsonObject } from "./json-object.ts";
import { invalidField, SessionFailure } from "./session-failure.ts";

/** How long the text of a response may be, in characters (UTF-16 code units). */
const MAX_TEXT_LENGTH = 10_000;

/** What the client sends in a synthesis session (contract, section 6). */
export type LiveTtsClientFrame =
  /** The settings are as they came, not validated yet. */
  | { readonly type: "open"; readonly settings: JsonObject }
  /** Without a text, it comes in pieces. */
  | {
      readonly type: "response.create";
      readonly text: string | undefined;
      readonly responseId: string | undefined;
      readonly hasMaxLength: boolean;
    }
  | { readonly type: "input_text_buffer.append"; readonly text: string }
  | { readonly type: "input_text_buffer.commit" }
  | { readonly type: "response.cancel" };

/**
 * Reads a text frame. Undefined for what is to be ignored: no JSON, or none of the known types.
 *
 * @throws {SessionFailure} for a frame of a known type with a wrong field.
 */
export function parseLiveTtsClientFrame(text: string): LiveTtsClientFrame | undefined {
  const frame = parseJsonObject(text);
  if (frame === undefined) return undefined;
  const { type } = frame;
  switch (type) {
    case "open":
      return { type, settings: frame };
    case "response.create":
      return {
        type,
        text: wholeText(frame.text),
        responseId: responseId(frame.response_id),
        hasMaxLength: hasMaxLength(frame.max_length),
      };
    case "input_text_buffer.append":
      return { type, text: textField(frame.text) };
    case "input_text_buffer.commit":
    case "response.cancel":
      return { type };
    default:
      return undefined;
  }
}

/** @throws {SessionFailure} for the text of a response that is empty. */
export function checkTextIsNotBlank(text: string): void {
  if (text.trim() !== "") return;
  throw new SessionFailure("text_string_required", "There is no text to speak.", "text");
}

/** @throws {SessionFailure} for the text of a response that is too long. */
export function checkTextLength(length: number): void {
  if (length <= MAX_TEXT_LENGTH) return;
  const message = `The text of a response may have ${MAX_TEXT_LENGTH} characters, not ${length}: send it in parts, a response each.`;
  throw new SessionFailure("max_character_length_exceeded", message, "text");
}

function wholeText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = textField(value);
  checkTextIsNotBlank(text);
  checkTextLength(text.length);
  return text;
}

function textField(value: unknown): string {
  if (typeof value === "string") return value;
  throw invalidField("text", "a string");
}

function responseId(value: unknown): string | undefined {
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  throw invalidField("response_id", "a string that is not empty");
}

function hasMaxLength(value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return true;
  throw invalidField("max_length", "a whole number from 1 up");
}
