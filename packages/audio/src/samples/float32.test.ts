import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bytesToFloat32, float32ToBytes } from "./float32.ts";

describe.each([true, false])("float32 bytes, on a machine that is little endian: %s", (littleEndian) => {
  afterEach(() => {
    vi.doUnmock("./host-byte-order.ts");
    vi.resetModules();
  });

  it("are little endian both ways", async () => {
    vi.resetModules();
    vi.doMock("./host-byte-order.ts", () => ({ HOST_IS_LITTLE_ENDIAN: littleEndian }));
    const float32 = await import("./float32.ts");
    const bytes = Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
    expect([...float32.float32ToBytes(Float32Array.of(1, -2))]).toEqual([...bytes]);
    expect([...float32.bytesToFloat32(bytes)]).toEqual([1, -2]);
  });
});

describe("float32 bytes", () => {
  it("cover exactly the samples of a view", () => {
    expect(float32ToBytes(Float32Array.of(1, 2, 3, 4).subarray(1, 3))).toEqual(
      float32ToBytes(Float32Array.of(2, 3)),
    );
  });

  it("give back every value, at any offset, unclipped", () => {
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 50 }), fc.nat(7), (samples, offset) => {
        const bytes = new Uint8Array(offset + samples.byteLength).subarray(offset);
        bytes.set(float32ToBytes(samples));
        expect(bytesToFloat32(bytes)).toEqual(samples);
      }),
    );
  });

  it("are a copy", () => {
    const samples = Float32Array.of(1);
    const bytes = float32ToBytes(samples);
    const back = bytesToFloat32(bytes);
    bytes.fill(0);
    expect([samples[0], back[0]]).toEqual([1, 1]);
  });

  it("must be whole samples", () => {
    expect(() => bytesToFloat32(new Uint8Array(6))).toThrow(
      expect.objectContaining({ name: "AudioFormatError", code: "partial_sample" }),
    );
  });
});
