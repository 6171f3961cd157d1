import { brotliCompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { DictionaryFeatures } from "./dictionary-features.ts";

/** More blocks than are kept unpacked. */
const BLOCKS = Array.from({ length: 100 }, (_, block) => [`名詞,${block}`, "", `動詞,${"長".repeat(block)}`]);

function fileOf(blocks: readonly (readonly string[])[]): Buffer {
  const strings = blocks.map((features) => Buffer.from(features.map((feature) => `${feature}\0`).join("")));
  const packed = strings.map((bytes) => brotliCompressSync(bytes));
  const numbers = [blocks.length, ...strings.flatMap((bytes, at) => [bytes.length, packed[at]?.length ?? 0])];
  const index = Buffer.alloc(4 * numbers.length);
  for (const [at, number] of numbers.entries()) index.writeUInt32LE(number, 4 * at);
  return Buffer.concat([index, ...packed]);
}

it("finds every feature by its offset, in any order and again", () => {
  const features = new DictionaryFeatures(fileOf(BLOCKS));
  let offset = 0;
  const expected = BLOCKS.flat().map((feature) => {
    const at = offset;
    offset += Buffer.byteLength(feature) + 1;
    return { at, feature };
  });
  for (const { at, feature } of [...expected, ...expected.toReversed()]) {
    expect(Buffer.from(features.at(at)).toString()).toBe(feature);
  }
});

it("refuses an offset that no feature has", () => {
  const features = new DictionaryFeatures(fileOf(BLOCKS));
  for (const offset of [-1, 1e9, Number.NaN])
    expect(() => features.at(offset)).toThrow(`no feature ${offset}`);
});
