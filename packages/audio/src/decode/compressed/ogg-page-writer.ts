import { joinBytes } from "../../join-bytes.ts";
import { OGG_HEADER_BYTES } from "./ogg-page.ts";

/** As many segments as a page has, at most. */
const MAX_SEGMENTS = 255;

/**
 * Writes packets as an Ogg stream for a decoder that wants no packets but a file. It gets pages that are whole, without
 * their checksums, which it does not look at. They name no sample numbers and no end, so that it leaves nothing out.
 */
export class OggPageWriter {
  #sequence = 0;

  /** The pages that hold these packets. */
  write(packets: readonly Uint8Array[]): Uint8Array {
    const segments: Uint8Array[] = [];
    for (const packet of packets) {
      for (let at = 0; at <= packet.length; at += 255) segments.push(packet.subarray(at, at + 255));
    }
    const pages: Uint8Array[] = [];
    for (let at = 0; at < segments.length; at += MAX_SEGMENTS)
      pages.push(this.#page(segments.slice(at, at + MAX_SEGMENTS)));
    return joinBytes(pages);
  }

  #page(segments: readonly Uint8Array[]): Uint8Array {
    const bodyBytes = segments.reduce((sum, { length }) => sum + length, 0);
    const page = new Uint8Array(OGG_HEADER_BYTES + segments.length + bodyBytes);
    page.set([0x4f, 0x67, 0x67, 0x53, 0, this.#sequence === 0 ? 2 : 0]);
    new DataView(page.buffer).setUint32(18, this.#sequence++, true);
    page[OGG_HEADER_BYTES - 1] = segments.length;
    let at = OGG_HEADER_BYTES + segments.length;
    for (const [index, segment] of segments.entries()) {
      page[OGG_HEADER_BYTES + index] = segment.length;
      page.set(segment, at);
      at += segment.length;
    }
    return page;
  }
}
