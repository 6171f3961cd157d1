import { Transform, type TransformCallback } from "node:stream";
import { type Frame, FrameSplitter } from "./frame-splitter.ts";

const CONTINUATION = 0;
const TEXT = 1;
const FIRST_CONTROL_OPCODE = 8;

/** Passes on what a WebSocket server sends after its handshake, frame by frame, with the faults that concern frames. */
export class FrameFaults extends Transform {
  readonly #splitter = new FrameSplitter();
  readonly #duplicates: boolean;
  /** The frames of the text message that is under way. */
  #text: Buffer[] = [];
  #corruptsNext = false;
  #closeFrame: Buffer | undefined;

  /** @param duplicates - Whether each text message comes twice. */
  constructor(duplicates: boolean) {
    super();
    this.#duplicates = duplicates;
  }

  /** Damages the next data frame that has payload. */
  corruptNext(): void {
    this.#corruptsNext = true;
  }

  /** Ends with a close frame, in the place of a frame that is not whole yet. */
  closeWith(code: number): void {
    this.#closeFrame = Buffer.from([0x88, 2, code >> 8, code & 0xff]);
    this.end();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (const frame of this.#splitter.push(chunk)) this.#pass(frame);
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#closeFrame ?? this.#splitter.rest);
  }

  #pass({ isFinal, opcode, bytes, payload }: Frame): void {
    const isData = opcode < FIRST_CONTROL_OPCODE;
    if (this.#corruptsNext && isData && payload.length > 0) {
      payload[payload.length >> 1] = 0xff;
      this.#corruptsNext = false;
    }
    this.push(bytes);
    if (!this.#duplicates || !isData) return;
    // The copy of a message in pieces comes after the last of them: messages cannot be mixed.
    if (opcode === TEXT || (opcode === CONTINUATION && this.#text.length > 0)) this.#text.push(bytes);
    if (!isFinal) return;
    for (const copy of this.#text) this.push(copy);
    this.#text = [];
  }
}
