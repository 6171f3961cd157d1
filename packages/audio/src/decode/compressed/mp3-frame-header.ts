/** What the four bytes at the start of a frame of MPEG audio tell. */
export interface Mp3FrameHeader {
  /** 1, 2, or 3 for MP3. */
  readonly layer: 1 | 2 | 3;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  /** Length of the frame, with this header. */
  readonly frameBytes: number;
  /** Samples a channel. */
  readonly frameSamples: number;
  /** Where the first sample data of a layer 3 frame stands: an encoder may put a description of the file there. */
  readonly dataOffset: number;
}

/** Length of a frame header. */
export const MP3_HEADER_BYTES = 4;

/** Kilobits a second by their index, from 1 on, for MPEG 1 by layer, and for its halved sample rates. */
const KILOBITS_MPEG1 = {
  1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
} as const;
const KILOBITS_HALVED_LAYER1 = [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
const KILOBITS_HALVED = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

const SAMPLE_RATES = [44100, 48000, 32000];

/** Reads a frame header; `undefined` for bytes that are none, and for a frame of free format, which does not tell its length. */
export function parseMp3FrameHeader(bytes: Uint8Array, at = 0): Mp3FrameHeader | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + MP3_HEADER_BYTES);
  if (bytes.length < at + MP3_HEADER_BYTES || first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  const version = (second >> 3) & 3;
  const layer = layerOf((second >> 1) & 3);
  const baseRate = SAMPLE_RATES[(third >> 2) & 3];
  if (version === 1 || layer === undefined || baseRate === undefined) return undefined;
  const isMpeg1 = version === 3;
  const kilobits = kilobitsOf(isMpeg1, layer)[(third >> 4) - 1];
  if (kilobits === undefined) return undefined;

  const sampleRate = isMpeg1 ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const channels = fourth >> 6 === 3 ? 1 : 2;
  const frameSamples = layer === 1 ? 384 : layer === 2 || isMpeg1 ? 1152 : 576;
  const padding = (third >> 1) & 1;
  const slotBytes = layer === 1 ? 4 : 1;
  const slots = Math.floor(((frameSamples / 8 / slotBytes) * kilobits * 1000) / sampleRate) + padding;
  const sideInfoBytes = isMpeg1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17;
  return {
    layer,
    sampleRate,
    channels,
    frameBytes: slots * slotBytes,
    frameSamples,
    dataOffset: MP3_HEADER_BYTES + sideInfoBytes,
  };
}

/** Whether two frames can belong to the same stream. */
export function isSameStream(one: Mp3FrameHeader, other: Mp3FrameHeader): boolean {
  return one.layer === other.layer && one.sampleRate === other.sampleRate;
}

function layerOf(bits: number): 1 | 2 | 3 | undefined {
  return bits === 3 ? 1 : bits === 2 ? 2 : bits === 1 ? 3 : undefined;
}

function kilobitsOf(isMpeg1: boolean, layer: 1 | 2 | 3): readonly number[] {
  if (isMpeg1) return KILOBITS_MPEG1[layer];
  return layer === 1 ? KILOBITS_HALVED_LAYER1 : KILOBITS_HALVED;
}
