import { type OggPage, oggPage } from "./ogg-page.ts";
import { OPUS_FRAME_SAMPLES, OPUS_SAMPLE_RATE, OpusEncoder } from "./opus-encoder.ts";
import { SampleBlocks } from "./sample-blocks.ts";
import type { SpeechEncoder } from "./speech-encoder.ts";

/** Positions in a stream are counted at 48 kHz, whatever the rate of what was put in. */
const POSITIONS_PER_SAMPLE = 48_000 / OPUS_SAMPLE_RATE;
const VENDOR = "@kotoba/emulator";

/** Encodes the speech of one response as an Ogg Opus stream (RFC 7845), 24 kHz mono. */
export class OggOpusEncoder implements SpeechEncoder {
  readonly #encoder = new OpusEncoder();
  readonly #frames = new SampleBlocks(OPUS_FRAME_SAMPLES);
  readonly #packetsPerPage: number;
  readonly #serial = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  #sequence = 0;
  /** Encoded, and on no page yet. */
  #packets: Uint8Array[] = [];
  #encodedFrames = 0;
  #samples = 0;

  /** @param pageSeconds - How much speech each page but the last holds, in seconds. */
  constructor(pageSeconds: number) {
    this.#packetsPerPage = Math.round((pageSeconds * OPUS_SAMPLE_RATE) / OPUS_FRAME_SAMPLES);
  }

  /** The whole pages; the stream's headers come with the first. */
  encode(samples: Float32Array): Uint8Array[] {
    this.#samples += samples.length;
    const pages: Uint8Array[] = [];
    for (const frame of this.#frames.take(samples)) {
      this.#encodeFrame(frame);
      if (this.#packets.length < this.#packetsPerPage) continue;
      pages.push(this.#nextPages(this.#encodedFrames * OPUS_FRAME_SAMPLES * POSITIONS_PER_SAMPLE));
    }
    return pages;
  }

  /** The last page. Its position says where the speech ends within what the packets hold. */
  finish(): Uint8Array {
    const end = this.#encoder.lookahead + this.#samples;
    const last = new Float32Array(OPUS_FRAME_SAMPLES);
    last.set(this.#frames.rest());
    this.#encodeFrame(last);
    const silence = new Float32Array(OPUS_FRAME_SAMPLES);
    while (this.#encodedFrames * OPUS_FRAME_SAMPLES < end) this.#encodeFrame(silence);
    return this.#nextPages(end * POSITIONS_PER_SAMPLE, "last");
  }

  [Symbol.dispose](): void {
    this.#encoder[Symbol.dispose]();
  }

  #encodeFrame(frame: Float32Array): void {
    this.#packets.push(this.#encoder.encode(frame));
    this.#encodedFrames++;
  }

  #nextPages(position: number, edge?: OggPage["edge"]): Uint8Array {
    const headers = this.#sequence === 0 ? this.#headerPages() : [];
    const page = this.#page(this.#packets, position, edge);
    this.#packets = [];
    return Buffer.concat([...headers, page]);
  }

  #headerPages(): Uint8Array[] {
    return [this.#page([this.#identification()], 0, "first"), this.#page([comments()], 0)];
  }

  #page(packets: readonly Uint8Array[], position: number, edge?: OggPage["edge"]): Uint8Array {
    return oggPage({ serial: this.#serial, sequence: this.#sequence++, position, edge, packets });
  }

  #identification(): Uint8Array {
    const header = Buffer.alloc(19);
    header.write("OpusHead");
    header.writeUInt8(1, 8);
    header.writeUInt8(1, 9);
    header.writeUInt16LE(this.#encoder.lookahead * POSITIONS_PER_SAMPLE, 10);
    header.writeUInt32LE(OPUS_SAMPLE_RATE, 12);
    return header;
  }
}

/** The comment header: who encoded it, and no comments. */
function comments(): Uint8Array {
  const header = Buffer.alloc(16 + VENDOR.length);
  header.write("OpusTags");
  header.writeUInt32LE(VENDOR.length, 8);
  header.write(VENDOR, 12);
  return header;
}
