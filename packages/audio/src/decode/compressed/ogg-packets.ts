import { AudioFormatError } from "@kotoba/core";
import { joinBytes } from "../../join-bytes.ts";
import type { OggPageAt } from "./read-ogg-pages.ts";

/** Pictures among the comments make long packets; sound does not. */
const MAX_PACKET_BYTES = 16 << 20;

/** Puts the packets of one Ogg stream together from its pages. Of a packet of which a page is missing nothing is left. */
export class OggPackets {
  /** The parts of a packet that goes on in the next page. */
  #parts: Uint8Array[] = [];
  #length = 0;
  #nextSequence: number | undefined;

  /** Whether a packet has begun that is not complete. */
  get isWithinPacket(): boolean {
    return this.#length > 0;
  }

  /** The packets that end in the next page. */
  push(page: OggPageAt): readonly Uint8Array[] {
    const isNext = this.#nextSequence === undefined || page.sequence === this.#nextSequence;
    this.#nextSequence = (page.sequence + 1) >>> 0;
    if (!isNext || !page.isContinued) this.#clear();
    let isLost = page.isContinued && this.#parts.length === 0;
    const packets: Uint8Array[] = [];
    let from = 0;
    let to = 0;
    for (const length of page.segments) {
      to += length;
      if (length === 255) continue;
      this.#add(page.body.subarray(from, to), page.offset);
      // A copy: headers are kept, and the source may fill its buffer anew.
      if (!isLost) packets.push(new Uint8Array(joinBytes(this.#parts)));
      this.#clear();
      isLost = false;
      from = to;
    }
    if (to > from && !isLost) this.#add(page.body.subarray(from, to), page.offset);
    return packets;
  }

  #add(part: Uint8Array, byteOffset: number): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > MAX_PACKET_BYTES) {
      const message = `a packet of the Ogg file goes on past ${MAX_PACKET_BYTES} bytes at byte ${byteOffset}`;
      throw new AudioFormatError(message, { code: "bad_audio", byteOffset });
    }
  }

  #clear(): void {
    this.#parts = [];
    this.#length = 0;
  }
}
