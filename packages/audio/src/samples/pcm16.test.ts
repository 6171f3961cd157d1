import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bytesToInt16, float32ToInt16, int16ToBytes, int16ToFloat32 } from "./pcm16.ts";

const EVERY_VALUE = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);

describe("float32ToInt16", () => {
  it("rounds to the nearest", () => {
    const steps = [0.4, 0.6, -0.4, -0.6, 1, 1000.49, -1000.49, 32766.6].map((step) => step / 32768);
    expect([...float32ToInt16(Float32Array.from(steps))]).toEqual([0, 1, 0, -1, 1, 1000, -1000, 32767]);
  });

  it("saturates beyond full scale, and makes NaN silence", () => {
    const values = [1, -1, 1.5, -1.5, 1e30, -1e30, Infinity, -Infinity, 65536.1, NaN, 32767.4 / 32768];
    expect([...float32ToInt16(Float32Array.from(values))]).toEqual([
      32767, -32768, 32767, -32768, 32767, -32768, 32767, -32768, 32767, 0, 32767,
    ]);
  });

  it("treats each of any number of samples alike", () => {
    const values = [0.25, 2, -0.5, NaN, -2, 0.1, 1 / 32768, -1, 0.75];
    for (let length = 0; length <= 40; length++) {
      const samples = Float32Array.from({ length }, (_, i) => values[i % 9] ?? 0);
      const oneByOne = Array.from(samples, (value) => float32ToInt16(Float32Array.of(value))[0]);
      expect([...float32ToInt16(samples)]).toEqual(oneByOne);
      expect(float32ToInt16(int16ToFloat32(float32ToInt16(samples)))).toEqual(float32ToInt16(samples));
    }
  });

  it("gives back every 16-bit value, and is never more than half a step off", () => {
    expect(float32ToInt16(int16ToFloat32(EVERY_VALUE))).toEqual(EVERY_VALUE);
    fc.assert(
      fc.property(fc.float({ min: -1, max: Math.fround(0.9999), noNaN: true }), (value) => {
        const [step = Number.NaN] = float32ToInt16(Float32Array.of(value));
        return Math.abs(step - value * 32768) <= 0.5;
      }),
    );
  });
});

describe("int16ToFloat32", () => {
  it("has full scale at -1 to 1", () => {
    expect([...int16ToFloat32(Int16Array.of(-32768, -16384, 0, 16384, 32767))]).toEqual([
      -1,
      -0.5,
      0,
      0.5,
      32767 / 32768,
    ]);
  });
});

describe.each([true, false])("pcm16 bytes, on a machine that is little endian: %s", (littleEndian) => {
  afterEach(() => {
    vi.doUnmock("./host-byte-order.ts");
    vi.resetModules();
  });

  async function load(): Promise<typeof import("./pcm16.ts")> {
    vi.resetModules();
    vi.doMock("./host-byte-order.ts", () => ({ HOST_IS_LITTLE_ENDIAN: littleEndian }));
    return await import("./pcm16.ts");
  }

  it("are little endian both ways", async () => {
    const pcm16 = await load();
    expect([...pcm16.int16ToBytes(Int16Array.of(1, -2, 0x1234))]).toEqual([1, 0, 0xfe, 0xff, 0x34, 0x12]);
    expect([...pcm16.bytesToInt16(Uint8Array.of(1, 0, 0xfe, 0xff, 0x34, 0x12))]).toEqual([1, -2, 0x1234]);
  });

  it("are read at any offset", async () => {
    const pcm16 = await load();
    for (const offset of [0, 1, 2, 3]) {
      const bytes = new Uint8Array(offset + EVERY_VALUE.byteLength).subarray(offset);
      bytes.set(pcm16.int16ToBytes(EVERY_VALUE));
      expect(pcm16.bytesToInt16(bytes).every((value, i) => value === i - 32768)).toBe(true);
    }
  });
});

describe("pcm16 bytes", () => {
  it("cover exactly the samples of a view", () => {
    const view = Int16Array.of(1, 2, 3, 4).subarray(1, 3);
    expect([...int16ToBytes(view)]).toEqual([2, 0, 3, 0]);
  });

  it("must be an even number", () => {
    expect(() => bytesToInt16(new Uint8Array(3))).toThrow(
      expect.objectContaining({ name: "AudioFormatError", code: "partial_sample" }),
    );
  });
});
