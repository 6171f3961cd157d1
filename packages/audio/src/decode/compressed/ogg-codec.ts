import { joinBytes } from "../../join-bytes.ts";
import { interleave } from "../../samples/interleave.ts";
import { badAudio } from "../bad-audio.ts";
import { flacSamples } from "./flac-samples.ts";
import { parseFlacStreamInfo } from "./flac-stream-info.ts";
import { OggPageWriter } from "./ogg-page-writer.ts";
import { type DecoderPackage, FLAC_DECODER, OPUS_DECODER, VORBIS_DECODER } from "./optional-package.ts";
import { OPUS_PRE_SKIP_OFFSET, parseOpusHead } from "./opus-head.ts";
import { parseVorbisHead } from "./vorbis-head.ts";
import type { WasmDecoder } from "./wasm-decoder.ts";
import { inWaveOrder } from "./wave-channel-order.ts";

/** What the first packet of a stream in an Ogg file tells. */
export interface OggHead {
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample?: number;
  /** Samples a channel at the start that are not part of the recording. */
  readonly preSkip: number;
}

/** Decodes packets, one after the other, to interleaved samples. */
export type DecodePackets = (packets: readonly Uint8Array[], byteOffset: number) => Promise<Float32Array>;

/** How the streams of one codec lie in an Ogg file. */
export interface OggCodec {
  readonly name: string;
  readonly decoder: DecoderPackage;
  /** How its first packet starts. */
  readonly signature: string;
  /** Samples a channel that a packet can hold. */
  readonly maxPacketSamples: number;
  /** Whether the sample numbers of the pages tell what is no part of the recording. */
  readonly isTrimmed: boolean;
  parseHead(packet: Uint8Array, byteOffset: number): OggHead;
  /** Whether the packet of this number is no audio, but tells about it. */
  isHeader(packet: Uint8Array, index: number): boolean;
  /** @throws AudioFormatError for headers that do not do. */
  decodeWith(
    decoder: WasmDecoder,
    headers: readonly Uint8Array[],
    head: OggHead,
    byteOffset: number,
  ): DecodePackets;
}

const OPUS: OggCodec = {
  name: "opus",
  decoder: OPUS_DECODER,
  signature: "OpusHead",
  maxPacketSamples: 5760,
  isTrimmed: true,
  parseHead: (packet, byteOffset) => ({
    codec: "opus",
    sampleRate: 48000,
    ...parseOpusHead(packet, byteOffset),
  }),
  isHeader: (_packet, index) => index < 2,
  decodeWith(decoder, [head = new Uint8Array(0)]) {
    // What is to be left out at the start is left out here, as at the end.
    const withoutPreSkip = head.slice();
    withoutPreSkip.fill(0, OPUS_PRE_SKIP_OFFSET, OPUS_PRE_SKIP_OFFSET + 2);
    return decodePages(decoder, [[withoutPreSkip], [ascii("OpusTags\0\0\0\0\0\0\0\0")]]);
  },
};

const VORBIS: OggCodec = {
  name: "vorbis",
  decoder: VORBIS_DECODER,
  signature: "\x01vorbis",
  maxPacketSamples: 8192,
  isTrimmed: true,
  parseHead: (packet, byteOffset) => ({
    codec: "vorbis",
    preSkip: 0,
    ...parseVorbisHead(packet, byteOffset),
  }),
  isHeader: (_packet, index) => index < 3,
  decodeWith(decoder, [head = new Uint8Array(0), , setup = new Uint8Array(0)], _head, byteOffset) {
    if (!startsWith(setup, "\x05vorbis"))
      throw badAudio(`the Vorbis stream has no setup header before byte ${byteOffset}`, byteOffset);
    return decodePages(decoder, [[head.subarray(0, 30)], [ascii("\x03vorbis\0\0\0\0\0\0\0\0\x01"), setup]]);
  },
};

const FLAC: OggCodec = {
  name: "flac",
  decoder: FLAC_DECODER,
  signature: "\x7fFLAC",
  maxPacketSamples: 65535,
  isTrimmed: false,
  parseHead(packet, byteOffset) {
    const { sampleRate, channels, bitsPerSample } = parseFlacStreamInfo(packet.subarray(17), byteOffset);
    return { codec: "flac", sampleRate, channels, bitsPerSample, preSkip: 0 };
  },
  isHeader: ([first]) => first !== 0xff,
  decodeWith:
    (decoder, _headers, { bitsPerSample = 16 }) =>
    async (packets, byteOffset) =>
      flacSamples(await decoder.decode("decodeFrames", packets, byteOffset), bitsPerSample),
};

const CODECS: readonly OggCodec[] = [OPUS, VORBIS, FLAC];

/** The codec of a stream by its first packet. */
export function oggCodecOf(packet: Uint8Array): OggCodec | undefined {
  return CODECS.find(({ signature }) => startsWith(packet, signature));
}

/** What a codec that is not read here calls itself. */
export function oggCodecName(packet: Uint8Array): string {
  const text = String.fromCharCode(...packet.subarray(0, 8));
  return /[A-Za-z]{4,}/.exec(text)?.[0].toLowerCase() ?? "unknown";
}

/** A decoder that takes nothing but an Ogg file gets one. */
function decodePages(decoder: WasmDecoder, headers: readonly (readonly Uint8Array[])[]): DecodePackets {
  const writer = new OggPageWriter();
  let start: Uint8Array | undefined = joinBytes([
    ascii("O"),
    ...headers.map((packets) => inAdvance(writer.write(packets))),
  ]);
  return async (packets, byteOffset) => {
    const pages = inAdvance(writer.write(packets));
    const channels = await decoder.decode(
      "decode",
      start === undefined ? pages : joinBytes([start, pages]),
      byteOffset,
    );
    start = undefined;
    return interleave(inWaveOrder(channels));
  };
}

/** The decoder takes a page for whole only when it sees one more byte: so the first byte of each page comes before it. */
function inAdvance(page: Uint8Array): Uint8Array {
  return joinBytes([page.subarray(1), ascii("O")]);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return ascii(text).every((byte, at) => bytes[at] === byte);
}
