import type { AudioFrames } from "../audio-decoder.ts";
import type { DecodePackets, OggCodec, OggHead } from "./ogg-codec.ts";
import { OggPackets } from "./ogg-packets.ts";
import type { OggPageAt } from "./read-ogg-pages.ts";
import type { WasmDecoder } from "./wasm-decoder.ts";

/** Decoded at once at most, of all channels, as far as a page has so much. */
const BATCH_SAMPLES = 1 << 20;

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
  async *push(page: OggPageAt): AsyncGenerator<AudioFrames, void, void> {
    this.#hasEnded ||= page.isLast;
    const audio: Uint8Array[] = [];
    for (const packet of this.#packets.push(page)) {
      const isHeader = this.#decode === undefined && this.#codec.isHeader(packet, this.#headers.length);
      if (isHeader) this.#headers.push(packet);
      else if (packet.length > 0) audio.push(packet);
    }
    if (audio.length === 0) return;
    this.#decode ??= this.#codec.decodeWith(this.#decoder, this.#headers, this.#head, page.offset);
    if (!this.#codec.isTrimmed) this.#origin = 0;
    const { channels, sampleRate } = this.#head;
    const atOnce = Math.max(1, Math.floor(BATCH_SAMPLES / (this.#codec.maxPacketSamples * channels)));
    let from = this.#decoded;
    const held: Float32Array[] = [];
    for (let at = 0; at < audio.length; at += atOnce) {
      const samples = await this.#decode(audio.slice(at, at + atOnce), page.offset);
      this.#decoded += samples.length / channels;
      held.push(samples);
      const isLastOfPage = at + atOnce >= audio.length;
      // What the first page says counts only from its end.
      if (isLastOfPage) this.#setOrigin(page);
      if (this.#origin === undefined) continue;
      for (const block of held.splice(0)) {
        const trimmed = this.#trim(block, from, page);
        from += block.length / channels;
        yield { samples: trimmed, sampleRate, channels };
      }
    }
  }

  free(): void {
    this.#decoder.free();
  }

  #setOrigin(page: OggPageAt): void {
    if (this.#origin !== undefined) return;
    // A recording can start in the middle of a broadcast. One of a single page ends early rather than starting late.
    this.#origin = page.isLast || page.granule === undefined ? 0 : page.granule - this.#decoded;
    this.#skipUntil = this.#head.preSkip + Math.max(0, -this.#origin);
  }

  /** Leaves out what is not part of the recording, at its start and at its end. `from` is the number of the first sample. */
  #trim(samples: Float32Array, from: number, page: OggPageAt): Float32Array {
    const { channels } = this.#head;
    const hasEnd = this.#codec.isTrimmed && page.isLast && page.granule !== undefined;
    const end = hasEnd ? page.granule - (this.#origin ?? 0) : Number.POSITIVE_INFINITY;
    const first = Math.max(0, this.#skipUntil - from);
    const last = Math.max(first, Math.min(samples.length / channels, end - from));
    return samples.subarray(first * channels, last * channels);
  }
}
