/** A frame of a WebSocket server (RFC 6455, section 5.2), which is never masked. */
export interface Frame {
  /** Whether it is the last of its message. */
  readonly isFinal: boolean;
  /** 0 continuation, 1 text, 2 binary; from 8 on control frames. */
  readonly opcode: number;
  /** All of it. */
  readonly bytes: Buffer;
  /** The part of `bytes` behind the header. */
  readonly payload: Buffer;
}

/** Finds the frames in what a WebSocket server sends, however it was cut up on its way. */
export class FrameSplitter {
  #chunks: Buffer[] = [];
  #length = 0;
  /** Before there are so many bytes, there is no whole frame. */
  #needed = 0;

  /** What has come of a frame that is not whole yet. */
  get rest(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Takes the next bytes and gives the frames that are whole with them, which share no memory with what was given. */
  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return [];
    const frames: Frame[] = [];
    let bytes = this.rest;
    let { header, whole } = measure(bytes);
    while (whole <= bytes.length) {
      frames.push(frameOf(bytes.subarray(0, whole), header));
      bytes = bytes.subarray(whole);
      ({ header, whole } = measure(bytes));
    }
    this.#chunks = [bytes];
    this.#length = bytes.length;
    this.#needed = whole;
    return frames;
  }
}

/** How long the first header and its frame are, in bytes. Where the header is not complete, both are what is needed of it. */
function measure(bytes: Buffer): { header: number; whole: number } {
  if (bytes.length < 2) return { header: 2, whole: 2 };
  const length = bytes.readUInt8(1) & 0x7f;
  const header = length === 127 ? 10 : length === 126 ? 4 : 2;
  if (bytes.length < header) return { header, whole: header };
  if (length === 127) return { header, whole: header + Number(bytes.readBigUInt64BE(2)) };
  return { header, whole: header + (length === 126 ? bytes.readUInt16BE(2) : length) };
}

function frameOf(bytes: Buffer, header: number): Frame {
  const start = bytes.readUInt8(0);
  return {
    isFinal: start >= 0x80,
    opcode: start & 0x0f,
    bytes,
    payload: bytes.subarray(header),
  };
}
