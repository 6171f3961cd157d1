import { AudioFormatError } from "@kotoba/core";
import { joinBytes } from "../join-bytes.ts";

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * Reads chunks of any size by the byte, and knows where it is. Reading after {@link ByteReader.release} throws an
 * AudioFormatError (`already_read`): what is not there any more must not be taken for the end.
 */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What has come and is not read yet. */
  #pending: Uint8Array = NOTHING;
  #ended = false;
  #isReleased = false;
  #isReading = false;
  #offset = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** How many bytes have been read or skipped. */
  get offset(): number {
    return this.#offset;
  }

  /** The next bytes, as many as are there, at least one and at most `limit`; none at the end. A view, not a copy. */
  async readSome(limit: number): Promise<Uint8Array> {
    if (this.#pending.length === 0) await this.#fill(1);
    return this.#consume(limit);
  }

  /** The next `count` bytes, fewer only at the end. */
  async read(count: number): Promise<Uint8Array> {
    await this.peek(count);
    return this.#consume(count);
  }

  /** What {@link read} would return, without reading it. Meant for few bytes: they are held in memory, and may be copied. */
  async peek(count: number): Promise<Uint8Array> {
    await this.#fill(count);
    return this.#pending.subarray(0, count);
  }

  /** Skips the next `count` bytes, fewer only at the end. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const skipped = await this.readSome(left);
      if (skipped.length === 0) return;
      left -= skipped.length;
    }
  }

  /** Tells the source that no more is wanted, so that it can close what it holds open. */
  async release(): Promise<void> {
    this.#pending = NOTHING;
    this.#isReleased = true;
    if (this.#ended) return;
    this.#ended = true;
    const returned = Promise.resolve(this.#chunks.return?.());
    // A source that is being read answers when its chunk has come, which may be never: nobody waits for that.
    if (this.#isReading) returned.catch(() => {});
    else await returned;
  }

  #consume(count: number): Uint8Array {
    const bytes = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(bytes.length);
    this.#offset += bytes.length;
    return bytes;
  }

  /** Has at least `count` bytes pending, fewer only at the end. They are joined once, however small the chunks are. */
  async #fill(count: number): Promise<void> {
    const parts = [this.#pending];
    let length = this.#pending.length;
    try {
      while (length < count) {
        const chunk = await this.#pull();
        if (chunk === undefined) break;
        parts.push(chunk);
        length += chunk.length;
      }
    } finally {
      this.#pending = joinBytes(parts.filter((part) => part.length > 0));
    }
  }

  /** The next chunk, `undefined` at the end. */
  async #pull(): Promise<Uint8Array | undefined> {
    this.#requireHeld();
    if (this.#ended) return undefined;
    let next: IteratorResult<Uint8Array>;
    this.#isReading = true;
    try {
      next = await this.#chunks.next();
    } catch (error) {
      this.#ended = true;
      throw error;
    } finally {
      this.#isReading = false;
    }
    this.#requireHeld();
    if (next.done) {
      this.#ended = true;
      return undefined;
    }
    return next.value;
  }

  #requireHeld(): void {
    if (this.#isReleased) throw disposedEarly();
  }
}

/** What reading on after disposing comes to. */
export function disposedEarly(): AudioFormatError {
  return new AudioFormatError("the audio was disposed of before it was read to its end: open it again", {
    code: "already_read",
  });
}
