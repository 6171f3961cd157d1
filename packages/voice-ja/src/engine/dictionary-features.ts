import { brotliDecompressSync } from "node:zlib";

/** Unpacked blocks of 64 KiB that are kept: everyday words are in few of them. */
const KEPT_BLOCKS = 64;

interface Block {
  /** Of the first feature in it. */
  readonly offset: number;
  readonly packed: Uint8Array;
}

/**
 * What the dictionary says about its words, by the offsets that its words have for it. It is kept in compressed blocks;
 * `build/dictionary.mjs` makes the file and describes it.
 */
export class DictionaryFeatures {
  readonly #blocks: readonly Block[];
  readonly #unpacked = new Map<Block, Buffer>();

  constructor(file: Buffer) {
    const blocks: Block[] = [];
    const count = file.readUInt32LE(0);
    let packedAt = 4 + 8 * count;
    let offset = 0;
    for (let at = 4; at < 4 + 8 * count; at += 8) {
      const packedEnd = packedAt + file.readUInt32LE(at + 4);
      blocks.push({ offset, packed: file.subarray(packedAt, packedEnd) });
      offset += file.readUInt32LE(at);
      packedAt = packedEnd;
    }
    this.#blocks = blocks;
  }

  /** The feature at an offset, in UTF-8, without the NUL that ends it. */
  at(offset: number): Uint8Array {
    const block = this.#blocks.findLast((candidate) => candidate.offset <= offset);
    if (block === undefined) throw new Error(`The dictionary has no feature ${offset}.`);
    const features = this.#unpack(block);
    const start = offset - block.offset;
    const end = features.indexOf(0, start);
    if (end === -1) throw new Error(`The dictionary has no feature ${offset}.`);
    return features.subarray(start, end);
  }

  #unpack(block: Block): Buffer {
    const features = this.#unpacked.get(block) ?? brotliDecompressSync(block.packed);
    // What was used last is kept longest.
    this.#unpacked.delete(block);
    this.#unpacked.set(block, features);
    const [oldest] = this.#unpacked.keys();
    if (this.#unpacked.size > KEPT_BLOCKS && oldest !== undefined) this.#unpacked.delete(oldest);
    return features;
  }
}
