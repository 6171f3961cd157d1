/** Opus counts its samples at this rate, whatever was encoded (RFC 7845, section 4). */
const GRANULES_A_SECOND = 48_000;
const PAGE_HEADER_BYTES = 27;
const CAPTURE_PATTERN = "OggS";
const BEGIN_OF_STREAM = 2;
/** Behind the magic, version and channel count of the stream's first packet. */
const PRE_SKIP_OFFSET = 10;
/** A page that ends no packet has no position. */
const NO_POSITION = 0xffff_ffff_ffff_ffffn;

/**
 * Tells how much sound an Ogg stream of Opus holds, while it comes, without decoding it: its pages say where they end. Streams may follow
 * each other.
 */
export class OggClock {
  /** Of streams before this one. */
  #endedGranules = 0;
  #granules = 0;
  #preSkip = 0;
  /** The beginning of a page whose header has not come whole. */
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of a page's body that are still to come. */
  #bodyLeft = 0;

  get seconds(): number {
    return (this.#endedGranules + this.#granules) / GRANULES_A_SECOND;
  }

  /** Takes some more of the stream, cut anywhere. */
  push(bytes: Uint8Array): void {
    const data = Buffer.concat([this.#rest, bytes]);
    let at = Math.min(this.#bodyLeft, data.length);
    this.#bodyLeft -= at;
    for (;;) {
      const start = data.indexOf(CAPTURE_PATTERN, at, "latin1");
      if (start < 0) {
        // The pattern itself may be cut.
        at = Math.max(at, data.length - CAPTURE_PATTERN.length + 1);
        break;
      }
      at = start;
      const pageBytes = this.#readPage(data.subarray(start));
      if (pageBytes === undefined) break;
      at = Math.min(data.length, start + pageBytes);
      this.#bodyLeft = start + pageBytes - at;
    }
    this.#rest = data.subarray(at);
  }

  /** Says that what comes next begins with a page: what came before may have been broken off. */
  resync(): void {
    this.#rest = Buffer.alloc(0);
    this.#bodyLeft = 0;
  }

  /** How long the page is; `undefined` when too little of it has come: its header, or the first page of a stream. */
  #readPage(page: Buffer): number | undefined {
    if (page.length < PAGE_HEADER_BYTES) return undefined;
    const bodyStart = PAGE_HEADER_BYTES + page.readUInt8(26);
    if (page.length < bodyStart) return undefined;
    const bodyBytes = page.subarray(PAGE_HEADER_BYTES, bodyStart).reduce((sum, bytes) => sum + bytes, 0);
    if ((page.readUInt8(5) & BEGIN_OF_STREAM) !== 0) {
      if (page.length < bodyStart + bodyBytes) return undefined;
      this.#endedGranules += this.#granules;
      this.#granules = 0;
      this.#preSkip = bodyBytes < PRE_SKIP_OFFSET + 2 ? 0 : page.readUInt16LE(bodyStart + PRE_SKIP_OFFSET);
    } else {
      const position = page.readBigUInt64LE(6);
      if (position !== NO_POSITION) this.#granules = Math.max(0, Number(position) - this.#preSkip);
    }
    return bodyStart + bodyBytes;
  }
}
