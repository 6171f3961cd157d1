import { MAX_SAMPLE_RATE } from "../../audio-format.ts";
import { badAudio, unsupportedAudio } from "../bad-audio.ts";

/** What the first packet of an Ogg Vorbis stream tells. */
export interface VorbisHead {
  readonly channels: number;
  readonly sampleRate: number;
}

/** @throws AudioFormatError `bad_audio` */
export function parseVorbisHead(packet: Uint8Array, byteOffset: number): VorbisHead {
  const bad = (what: string) => badAudio(`the Vorbis header at byte ${byteOffset} ${what}`, byteOffset);
  if (packet.length < 30) throw bad(`has ${packet.length} bytes instead of 30`);
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const version = view.getUint32(7, true);
  const channels = view.getUint8(11);
  const sampleRate = view.getUint32(12, true);
  const short = view.getUint8(28) & 15;
  const long = view.getUint8(28) >> 4;
  if (version !== 0) throw bad(`is of version ${version}; there is only 0`);
  if (channels === 0) throw bad("states no channels");
  if (channels > 8)
    throw unsupportedAudio(`the Vorbis header at byte ${byteOffset} states ${channels} channels`, byteOffset);
  if (sampleRate === 0 || sampleRate > MAX_SAMPLE_RATE) throw bad(`states a sample rate of ${sampleRate} Hz`);
  if (short < 6 || long > 13 || short > long) throw bad(`states blocks of 2^${short} and 2^${long} samples`);
  return { channels, sampleRate };
}
