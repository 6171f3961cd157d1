// Puts a dictionary that MeCab has compiled into the form in which the voice ships it.
//
// Two thirds of it say what there is to know of each word (its feature: class, reading, accent). A phrase needs a few dozen of
// those, so they are kept in compressed blocks, to be unpacked when one is needed. What finds words stays a dictionary in
// MeCab's own format, without features.

import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

const MAGIC = 0xef718f77;
const HEADER_BYTES = 72;
/** Where the header has the sizes of the parts that follow it: double array, tokens, features. */
const SIZES = 24;
/** Larger blocks pack better, smaller ones unpack faster: this size takes about 0.2 ms. */
const BLOCK_BYTES = 65_536;

/**
 * @param {Buffer} dictionary - A `sys.dic`.
 * @returns {{ words: Buffer, features: Buffer }} The `sys.dic` without features, and the features: strings that end in NUL.
 */
export function splitDictionary(dictionary) {
  const wordsEnd = HEADER_BYTES + dictionary.readUInt32LE(SIZES) + dictionary.readUInt32LE(SIZES + 4);
  const words = Buffer.from(dictionary.subarray(0, wordsEnd));
  words.writeUInt32LE((words.length ^ MAGIC) >>> 0, 0);
  words.writeUInt32LE(0, SIZES + 8);
  return { words, features: dictionary.subarray(wordsEnd) };
}

/** @param {Buffer} bytes */
export function compress(bytes) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/**
 * The file of features: how many blocks there are, for each its size unpacked and packed, then the packed blocks, none of which cuts a
 * string. Numbers have 32 bits, little endian. src/engine/dictionary-features.ts reads it.
 *
 * @param {Buffer} features
 */
export function packFeatures(features) {
  const blocks = [...wholeStrings(features)].map((block) => ({
    size: block.length,
    packed: compress(block),
  }));
  const numbers = [blocks.length, ...blocks.flatMap(({ size, packed }) => [size, packed.length])];
  const index = Buffer.alloc(4 * numbers.length);
  for (const [at, number] of numbers.entries()) index.writeUInt32LE(number, 4 * at);
  return Buffer.concat([index, ...blocks.map(({ packed }) => packed)]);
}

/** @param {Buffer} file - As made by `packFeatures`. */
export function unpackFeatures(file) {
  const count = file.readUInt32LE(0);
  const blocks = [];
  for (let block = 0, at = 4 + 8 * count; block < count; block++) {
    const packedSize = file.readUInt32LE(8 + 8 * block);
    blocks.push(brotliDecompressSync(file.subarray(at, at + packedSize)));
    at += packedSize;
  }
  return Buffer.concat(blocks);
}

/** @param {Buffer} features */
function* wholeStrings(features) {
  for (let start = 0, end = 0; start < features.length; start = end) {
    end = features.indexOf(0, Math.min(start + BLOCK_BYTES, features.length) - 1) + 1;
    yield features.subarray(start, end);
  }
}
