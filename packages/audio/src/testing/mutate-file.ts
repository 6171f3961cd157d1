import type { SeededRandom } from "./seeded-random.ts";

/** What sizes, rates and counts are set to: their limits, and what programs leave there for want of something better. */
const EXTREMES = [
  0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0xbb800, 0x7effffff, 0x7f000000,
  0x7ffff000, 0x7fffffff, 0x80000000, 0xfffff000, 0xfffffffe, 0xffffffff,
];

type Mutation = (file: Uint8Array, random: SeededRandom, other: Uint8Array) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  // A few bits.
  (file, random) => {
    const copy = Uint8Array.from(file);
    for (let count = 1 + random.below(4); count > 0 && copy.length > 0; count--) {
      const at = place(file, random);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    }
    return copy;
  },
  // A byte.
  (file, random) => {
    const copy = Uint8Array.from(file);
    if (copy.length > 0) copy[place(file, random)] = random.below(256);
    return copy;
  },
  // A number of two, four or eight bytes.
  (file, random, other) => {
    const width = random.pick([2, 4, 4, 8]);
    if (file.length < width) return file;
    const copy = Uint8Array.from(file);
    const view = new DataView(copy.buffer);
    const at = Math.min(place(file, random), file.length - width);
    const value = random.pick([
      ...EXTREMES,
      file.length,
      file.length - at,
      other.length,
      random.below(2 ** 32),
    ]);
    const littleEndian = random.below(2) === 0;
    if (width === 2) view.setUint16(at, value, littleEndian);
    else if (width === 4) view.setUint32(at, value, littleEndian);
    else view.setBigUint64(at, (BigInt(random.pick(EXTREMES)) << 32n) | BigInt(value), littleEndian);
    return copy;
  },
  // The end is cut off.
  (file, random) => file.subarray(0, random.below(file.length + 1)),
  // A part is taken out.
  (file, random) => {
    const [from, to] = range(file, random);
    return joined(file.subarray(0, from), file.subarray(to));
  },
  // A part comes twice, the second time elsewhere.
  (file, random) => {
    const [from, to] = range(file, random);
    const at = place(file, random);
    return joined(file.subarray(0, at), file.subarray(from, to), file.subarray(at));
  },
  // Something comes between.
  (file, random) => {
    const at = place(file, random);
    return joined(file.subarray(0, at), random.bytes(random.below(20)), file.subarray(at));
  },
  // The start of one file, the end of another.
  (file, random, other) =>
    joined(file.subarray(0, place(file, random)), other.subarray(place(other, random))),
  shuffledChunks,
];

/** A damaged copy of a file; now and then nothing but noise after its first bytes. */
export function mutateFile(file: Uint8Array, other: Uint8Array, random: SeededRandom): Uint8Array {
  if (random.below(50) === 0)
    return joined(file.subarray(0, random.below(16)), random.bytes(random.below(200)));
  let mutated = file;
  for (let count = 1 + random.below(4); count > 0; count--) {
    mutated = random.pick(MUTATIONS)(mutated, random, other);
  }
  return mutated;
}

/** RIFF and IFF files consist of chunks: they are put into another order, and one may be lost or come twice. */
function shuffledChunks(file: Uint8Array, random: SeededRandom): Uint8Array {
  const littleEndian = file[0] === 0x52 && file[3] !== 0x58;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: Uint8Array[] = [];
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, littleEndian);
    const end = Math.min(file.length, at + 8 + size + (size % 2));
    chunks.push(file.subarray(at, end));
    at = end;
  }
  if (chunks.length === 0) return file;
  const shuffled = chunks.map((_, i) => (random.below(3) === 0 ? random.pick(chunks) : (chunks[i] ?? file)));
  if (random.below(2) === 0) shuffled.reverse();
  return joined(file.subarray(0, 12), ...shuffled);
}

/** A place in a file: in its first bytes as a rule, which is where the header is. */
function place(file: Uint8Array, random: SeededRandom): number {
  const limit = random.below(4) === 0 ? file.length : Math.min(file.length, 64);
  return random.below(Math.max(1, limit));
}

function range(file: Uint8Array, random: SeededRandom): [from: number, to: number] {
  const from = place(file, random);
  return [from, from + random.below(Math.min(40, file.length - from) + 1)];
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
