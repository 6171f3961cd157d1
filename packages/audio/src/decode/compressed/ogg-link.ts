import type { AudioFrames } from "../audio-decoder.ts";
import type { DecodePackets, OggCodec, OggHead } from "./ogg-codec.ts";
import { OggPackets } from "./ogg-packets.ts";
import type { OggPageAt } from "./read-ogg-pages.ts";
import type { WasmDecoder } from "./wasm-decoder.ts";

/** One stream of an Ogg file, while it is decoded. Files may hold several, one after the other: they are "chained". */
export class OggLink {
  readonly serial: number;
  readonly #codec: OggCodec;
  readonly #decoder: WasmDecoder;
  readonly #head: OggHead;
  readonly #packets = new OggPackets();
  readonly #headers: Uint8Array[] = [];
  #decode: DecodePackets | undefined;
  /** Samples a channel that the decoder has given. */
  #decoded = 0;
  /** The sample number of the first one that the decoder gives; known when a page with audio has told it. */
  #origin: number | undefined;
  #skipUntil = 0;
  #hasEnded = false;

  constructor(codec: OggCodec, head: OggHead, decoder: WasmDecoder, serial: number) {
    this.serial = serial;
    this.#codec = codec;
    this.#decoder = decoder;
    this.#head = head;
  }

  /** Whether another stream that starts now comes after this one, not along with it. */
  get isOver(): boolean {
    return this.#hasEnded || this.#decode !== undefined;
  }

  /** Whether a packet has begun that is not complete. */
  get isWithinPacket(): boolean {
    return this.#packets.isWithinPacket;
  }

  /** Decodes the packets that end in the next page. */
  async push(page: OggPageAt): Promise<AudioFrames | undefined> {
    this.#hasEnded ||= page.isLast;
    const audio: Uint8Array[] = [];
    for (const packet of this.#packets.push(page)) {
      const isHeader = this.#decode === undefined && this.#codec.isHeader(packet, this.#headers.length);
      if (isHeader) this.#headers.push(packet);
      else if (packet.length > 0) audio.push(packet);
    }
    if (audio.length === 0) return undefined;
    this.#decode ??= this.#codec.decodeWith(this.#decoder, this.#headers, this.#head);
    const samples = await this.#decode(audio, page.offset);
    return this.#trim(samples, page);
  }

  free(): void {
    this.#decoder.free();
  }

  /** Leaves out what is not part of the recording, at its start and at its end. */
  #trim(samples: Float32Array, page: OggPageAt): AudioFrames {
    const { channels, sampleRate, preSkip } = this.#head;
    const from = this.#decoded;
    this.#decoded += samples.length / channels;
    if (this.#origin === undefined) {
      // A recording can start in the middle of a broadcast. One of a single page ends early rather than starting late.
      this.#origin = page.isLast || page.granule === undefined ? 0 : page.granule - this.#decoded;
      this.#skipUntil = preSkip + Math.max(0, -this.#origin);
    }
    const end = page.isLast && page.granule !== undefined ? page.granule - this.#origin : this.#decoded;
    const first = Math.max(0, this.#skipUntil - from);
    const last = Math.min(this.#decoded, end) - from;
    return {
      samples: samples.subarray(first * channels, Math.max(first, last) * channels),
      sampleRate,
      channels,
    };
  }
}
