import { isSameStream, parseMp3FrameHeader } from "./mp3-frame-header.ts";

/** How many bytes {@link looksLikeMp3} wants to see: room for some garbage, and for three frames of any length. */
export const MP3_LOOK_BYTES: number = 16 * 1024;

/** Whether there are three frames of MPEG audio in a row among the first bytes of a file, of which the first starts before `before`. */
export function looksLikeMp3(start: Uint8Array, before: number = start.length): boolean {
  for (let at = start.indexOf(0xff); at !== -1 && at < before; at = start.indexOf(0xff, at + 1)) {
    const first = parseMp3FrameHeader(start, at);
    if (first === undefined) continue;
    const second = parseMp3FrameHeader(start, at + first.frameBytes);
    if (second === undefined || !isSameStream(first, second)) continue;
    const third = parseMp3FrameHeader(start, at + first.frameBytes + second.frameBytes);
    if (third !== undefined && isSameStream(first, third)) return true;
  }
  return false;
}
