import { fourCharacters } from "../chunks.ts";
import type { Mp3FrameHeader } from "./mp3-frame-header.ts";

/** What an encoder tells about an MP3 file in its first frame, which then holds no audio. */
export interface XingHeader {
  /** Frames that follow; `undefined` where it does not say. */
  readonly frames: number | undefined;
  /** Samples that the encoder put before the first one, and after the last; `undefined` where it does not say. */
  readonly gapless: { readonly delay: number; readonly padding: number } | undefined;
}

const VBRI_OFFSET = 36;

/** Reads the "Xing", "Info" or "VBRI" header of a first frame; `undefined` for a frame of audio. */
export function parseXingHeader(
  frame: Uint8Array,
  { layer, dataOffset }: Mp3FrameHeader,
): XingHeader | undefined {
  if (layer !== 3) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (fourCharacters(frame, VBRI_OFFSET) === "VBRI" && frame.length >= VBRI_OFFSET + 18) {
    return { frames: view.getUint32(VBRI_OFFSET + 14) || undefined, gapless: undefined };
  }
  const id = fourCharacters(frame, dataOffset);
  if ((id !== "Xing" && id !== "Info") || frame.length < dataOffset + 8) return undefined;
  const flags = view.getUint32(dataOffset + 4);
  let at = dataOffset + 8;
  let frames: number | undefined;
  if ((flags & 1) !== 0 && frame.length >= at + 4) frames = view.getUint32(at) || undefined;
  // The number of frames and of bytes, a table of contents, and the quality: each is there or not.
  for (const [flag, size] of [
    [1, 4],
    [2, 4],
    [4, 100],
    [8, 4],
  ] as const)
    if ((flags & flag) !== 0) at += size;
  const isLame = /^(LAME|Lav[cf])/.test(fourCharacters(frame, at));
  if (!isLame || frame.length < at + 24) return { frames, gapless: undefined };
  const packed = view.getUint32(at + 20) & 0xffffff;
  return { frames, gapless: { delay: packed >> 12, padding: packed & 0xfff } };
}
