import { AudioFormatError } from "@kotoba/core";

/** What the first packet of an Ogg Opus stream tells. */
export interface OpusHead {
  readonly channels: number;
  /** Samples a channel at the start that are not part of the recording, at 48000 Hz. */
  readonly preSkip: number;
}

/** Where {@link OpusHead.preSkip} stands. */
export const OPUS_PRE_SKIP_OFFSET = 10;

/** @throws AudioFormatError `bad_audio` or `unsupported_audio` */
export function parseOpusHead(packet: Uint8Array, byteOffset: number): OpusHead {
  const [version = 0, channels = 0] = packet.subarray(8);
  const family = packet[18] ?? 0;
  const fail = (code: string, what: string) =>
    new AudioFormatError(`the Opus header at byte ${byteOffset} ${what}`, { code, byteOffset });
  if (packet.length < 19) throw fail("bad_audio", `has ${packet.length} bytes, 19 is the least`);
  if (version > 15) throw fail("unsupported_audio", `is of version ${version}, which is not supported`);
  if (channels === 0) throw fail("bad_audio", "states no channels");
  if (channels > 8)
    throw fail("unsupported_audio", `states ${channels} channels; no more than 8 are supported`);
  if (family === 0 ? channels > 2 : packet.length < 21 + channels) {
    throw fail("bad_audio", `states ${channels} channels, but not which is which`);
  }
  return { channels, preSkip: (packet[10] ?? 0) + (packet[11] ?? 0) * 256 };
}
