import { MAX_SAMPLE_RATE } from "../../audio-format.ts";
import { badAudio } from "../bad-audio.ts";

/** What a FLAC stream tells about itself. */
export interface FlacStreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  /** Samples a channel; `undefined` where the encoder did not know. */
  readonly frameCount: number | undefined;
  /** Samples a channel of a block, at most. */
  readonly maxBlockSize: number;
}

/** Length of a STREAMINFO block, without its header. */
export const FLAC_STREAM_INFO_BYTES = 34;

/**
 * Reads a STREAMINFO block.
 *
 * @param byteOffset where it stands, for messages.
 * @throws AudioFormatError `bad_audio`
 */
export function parseFlacStreamInfo(block: Uint8Array, byteOffset: number): FlacStreamInfo {
  const bad = (what: string) => badAudio(`the FLAC stream info at byte ${byteOffset} ${what}`, byteOffset);
  if (block.length < FLAC_STREAM_INFO_BYTES) {
    throw bad(`has ${block.length} bytes instead of ${FLAC_STREAM_INFO_BYTES}`);
  }
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const packed = view.getUint32(10);
  const sampleRate = packed >>> 12;
  const maxBlockSize = view.getUint16(2);
  const bitsPerSample = ((packed >> 4) & 31) + 1;
  if (sampleRate === 0 || sampleRate > MAX_SAMPLE_RATE) throw bad(`states a sample rate of ${sampleRate} Hz`);
  if (maxBlockSize < 16) throw bad(`states blocks of at most ${maxBlockSize} samples, 16 is the least`);
  if (bitsPerSample < 4) throw bad(`states ${bitsPerSample} bits a sample, 4 is the least`);
  const frameCount = (packed & 15) * 2 ** 32 + view.getUint32(14);
  return {
    sampleRate,
    channels: ((packed >> 9) & 7) + 1,
    bitsPerSample,
    frameCount: frameCount === 0 ? undefined : frameCount,
    maxBlockSize,
  };
}
