import { parseFrame, type TypedFrame } from "./typed-frame.ts";

/** A text frame, and the audio in it. */
export interface AudioFrame {
  /** The whole frame, the text of its audio included. */
  readonly frame: TypedFrame;
  /** The bytes that the field holds; absent when it holds no base64. */
  readonly audio?: Uint8Array;
}

const QUOTE = '"';
const COLON = 58;

/**
 * Reads a text frame that may carry audio, as base64 in a field of its own: what {@link parseFrame} would give, and the audio decoded.
 *
 * A long string costs a JSON parser as much as it costs to decode it. So the audio is cut out before the rest is parsed, where that is sure
 * to make no difference: nothing is escaped, its key comes once and at the top, and every character of it is base64.
 *
 * @param key - The field that holds the audio; letters, digits, `_` and `.`.
 */
export function parseAudioFrame(text: string, key: string): AudioFrame {
  return cutAudio(text, key) ?? parseWhole(text, key);
}

function parseWhole(text: string, key: string): AudioFrame {
  const frame = parseFrame(text);
  const audio = decodeBase64(frame[key]);
  return audio === undefined ? { frame } : { frame, audio };
}

function cutAudio(text: string, key: string): AudioFrame | undefined {
  const name = `"${key}"`;
  const nameStart = text.indexOf(name);
  if (nameStart < 0) return undefined;
  const start = valueStart(text, nameStart + name.length);
  if (start === undefined) return undefined;
  const end = text.indexOf(QUOTE, start);
  if (end < 0) return undefined;
  const head = text.slice(0, start);
  const tail = text.slice(end);
  // Without an escape every name can be told by its letters. (In the value one is found below: it is no base64.)
  if (head.includes("\\") || tail.includes("\\") || tail.includes(name)) return undefined;
  const frame: { type: string; [field: string]: unknown } = parseFrame(head + tail);
  if (frame[key] !== "") return undefined;
  const base64 = text.slice(start, end);
  // What JSON forbids in a string (line breaks, other control characters) is no base64 either.
  const audio = decodeBase64(base64);
  if (audio === undefined) return undefined;
  frame[key] = base64;
  return { frame, audio };
}

/** Where the characters of a string value begin, behind its key. */
function valueStart(text: string, nameEnd: number): number | undefined {
  const colon = skipSpace(text, nameEnd);
  if (text.charCodeAt(colon) !== COLON) return undefined;
  const quote = skipSpace(text, colon + 1);
  return text[quote] === QUOTE ? quote + 1 : undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === " ") at++;
  return at;
}

function decodeBase64(value: unknown): Uint8Array | undefined {
  if (typeof value !== "string") return undefined;
  const padding = value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0;
  const characters = value.length - padding;
  const { buffer, byteOffset, length } = Buffer.from(value, "base64");
  // The decoder skips what is no base64: then there are fewer bytes than the characters would make.
  if (characters % 4 === 1 || length !== Math.floor((characters * 3) / 4)) return undefined;
  return new Uint8Array(buffer, byteOffset, length);
}
