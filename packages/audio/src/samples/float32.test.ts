import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesToFloat32, float32ToBytes } from "./float32.ts";

describe("float32 bytes", () => {
  it("are little endian", () => {
    expect([...float32ToBytes(Float32Array.of(1, -2))]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
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
