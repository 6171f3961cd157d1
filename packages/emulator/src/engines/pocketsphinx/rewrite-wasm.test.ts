import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pocketsphinxPackage } from "./pocketsphinx-package.ts";
import { rewriteWasm } from "./rewrite-wasm.ts";

/** As much of it as is used here: the types of Node 20 leave it out. */
declare const WebAssembly: {
  validate(binary: Uint8Array): boolean;
  readonly Module: new (binary: Uint8Array) => object;
  readonly Memory: new (limits: { initial: number; maximum: number }) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
};

/** Section 1: (f64) -> i32. */
const types = section(1, [1, 0x60, 1, 0x7c, 1, 0x7f]);
/** Section 2: a function before the memory of one page, `limits` apart, and a global behind. */
const imports = (limits: number[]): number[] =>
  section(2, [
    3,
    ...name("e"),
    ...name("f"),
    0,
    0,
    ...name("e"),
    ...name("m"),
    2,
    ...limits,
    ...name("e"),
    ...name("g"),
    3,
    0x7f,
    0,
  ]);
const functions = section(3, [1, 0]);
const exports = section(7, [1, ...name("truncate"), 0, 1]);
/** A section that compilers put their notes into; all of its bytes look like truncations. */
const notes = section(0, [...name("notes"), 0xa8, 0xaa, 0xb1]);
const truncate = [0x20, 0, 0xaa];
/** Operands that look like truncations: a constant of each type, an offset, and a branch table. */
const misleading = [
  ...[0x41, 0xa8, 0x01, 0x1a],
  ...[0x42, 0xaa, 0x01, 0x1a],
  ...[0x43, 0xa8, 0xa9, 0xaa, 0xab, 0x1a],
  ...[0x44, 0xa8, 0xa9, 0xaa, 0xab, 0xae, 0xaf, 0xb0, 0xb1, 0x1a],
  ...[0x41, 0, 0x28, 2, 0xa8, 0x01, 0x1a],
  ...[0x02, 0x40, 0x41, 0, 0x0e, 1, 0, 0, 0x0b],
];

describe("rewriteWasm", () => {
  it("makes a truncation saturate that trapped", async () => {
    const binary = moduleOf(truncate);
    expect(() => run(binary, 1)(1e30)).toThrow("float unrepresentable");
    const truncated = run(rewriteWasm(binary, 1), 1);
    expect([1e30, -1e30, Number.NaN, -2.9].map((value) => truncated(value))).toEqual([
      2 ** 31 - 1,
      -(2 ** 31),
      0,
      -2,
    ]);
  });

  it("rewrites each of the eight truncations", () => {
    const trapping = [0xa8, 0xa9, 0xaa, 0xab, 0xae, 0xaf, 0xb0, 0xb1];
    // Never run, so it need not be valid.
    const rewritten = rewriteWasm(moduleOf(trapping), 1);
    expect(contains(rewritten, Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => [0xfc, n])))).toBe(
      true,
    );
  });

  it("leaves operands and sections alone that only look like truncations", () => {
    const body = [...misleading, 0x41, 7];
    expect(rewriteWasm(moduleOf(body), 1)).toEqual(moduleOf(body, [1, 1, 1]));
    expect(run(rewriteWasm(moduleOf(body), 1), 1)(0)).toBe(7);
  });

  it("changes nothing in what it has rewritten before", () => {
    const rewritten = rewriteWasm(moduleOf([...misleading, ...truncate]), 300);
    expect(rewriteWasm(rewritten, 300)).toEqual(rewritten);
  });

  it.each([[[0, 1]], [[1, 1, 2]]])(
    "takes as much memory as it is told, whatever its limits of %j",
    (limits) => {
      const rewritten = rewriteWasm(moduleOf(truncate, limits), 300);
      expect(() => run(rewritten, 299)).toThrow("memory");
      expect(run(rewritten, 300)(3)).toBe(3);
    },
  );

  it("refuses an instruction that it does not know", () => {
    expect(() => rewriteWasm(moduleOf([0xfd, 0x0c]), 1)).toThrow("0xfd");
    expect(() => rewriteWasm(moduleOf([0xfc, 0x0a, 0, 0]), 1)).toThrow("0xfc");
  });

  it("rewrites the real engine into a module that compiles", () => {
    const binary = readFileSync(join(pocketsphinxPackage(), "webapp/js/pocketsphinx.wasm"));
    const rewritten = rewriteWasm(binary, 1600);
    // One byte more for each truncation, and a few for longer sizes.
    expect(rewritten.length).toBeGreaterThan(binary.length + 50);
    expect(WebAssembly.validate(rewritten)).toBe(true);
  });
});

function moduleOf(instructions: readonly number[], limits: number[] = [0, 1]): Uint8Array<ArrayBuffer> {
  const body = [0, ...instructions, 0x0b];
  const code = section(10, [1, body.length, ...body]);
  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return Uint8Array.from([
    ...header,
    ...types,
    ...imports(limits),
    ...functions,
    ...exports,
    ...code,
    ...notes,
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, content.length, ...content];
}

function name(text: string): number[] {
  return [text.length, ...Buffer.from(text)];
}

function run(binary: Uint8Array<ArrayBuffer>, pages: number): (value: number) => unknown {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), {
    e: { f: () => 0, m: memory, g: 0 },
  });
  const { truncate } = instance.exports;
  if (typeof truncate !== "function") throw new Error("The module exports no function.");
  return (value) => truncate(value);
}

function contains(bytes: Uint8Array, part: Uint8Array): boolean {
  return Buffer.from(bytes).indexOf(part) !== -1;
}
