import { AudioFormatError, ConfigurationError } from "@kotoba/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Resampler } from "../resampler/resampler.ts";
import { deinterleave } from "../samples/interleave.ts";
import { collectFrames } from "../testing/collect.ts";
import type { AudioFrames } from "./audio-decoder.ts";
import { convertFrames, type FrameConversion } from "./convert-frames.ts";

function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

async function* stream(...parts: AudioFrames[]): AsyncGenerator<AudioFrames, void, void> {
  yield* parts;
}

function frames(samples: Float32Array, sampleRate: number, channels: number): AudioFrames {
  return { samples, sampleRate, channels };
}

async function convert(parts: AudioFrames[], conversion: FrameConversion): Promise<AudioFrames> {
  const formats = new Set<string>();
  async function* noted(): AsyncGenerator<AudioFrames, void, void> {
    for await (const part of convertFrames(stream(...parts), conversion)) {
      expect(part.samples.length).toBeGreaterThan(0);
      formats.add(JSON.stringify([part.sampleRate, part.channels]));
      yield part;
    }
  }
  const samples = await collectFrames(noted());
  expect(formats.size).toBe(1);
  const [sampleRate, channels] = JSON.parse([...formats][0] ?? "[]");
  return { samples, sampleRate, channels };
}

/** What one resampler makes of one channel. */
function resampled(mono: Float32Array, inputRate: number, outputRate: number): Float32Array {
  const resampler = new Resampler({ inputRate, outputRate });
  return Float32Array.from([...resampler.process(mono), ...resampler.flush()]);
}

describe("convertFrames", () => {
  it("passes on what is as it shall be", async () => {
    const parts = [frames(noise(20), 8000, 2), frames(noise(10), 8000, 2)];
    for (const conversion of [{}, { sampleRate: 8000, channels: 2 }]) {
      const out: AudioFrames[] = [];
      for await (const part of convertFrames(stream(...parts), conversion)) out.push(part);
      expect(out).toEqual(parts);
    }
  });

  it("mixes any number of channels to one", async () => {
    const { samples, channels } = await convert([frames(Float32Array.of(1, 0, -1, 1, 0.5, 0.75), 8000, 3)], {
      channels: 1,
    });
    expect(channels).toBe(1);
    expect([...samples]).toEqual([0, 0.75]);
  });

  it("copies one channel to any number", async () => {
    const { samples, channels } = await convert([frames(Float32Array.of(1, -1), 8000, 1)], { channels: 3 });
    expect(channels).toBe(3);
    expect([...samples]).toEqual([1, 1, 1, -1, -1, -1]);
  });

  it.each<[number, number, number, number]>([
    [44_100, 16_000, 2, 2],
    [8000, 16_000, 1, 1],
    [48_000, 16_000, 6, 1],
    [8000, 24_000, 1, 2],
    [22_050, 48_000, 5, 5],
  ])(
    "from %d to %d Hz, %d to %d channels, is the same for any chunks",
    async (from, to, channels, wanted) => {
      const input = noise(900 * channels);
      const lanes = deinterleave(input, channels);
      const mean = Float32Array.from({ length: 900 }, (_, i) => {
        let sum = 0;
        for (const lane of lanes) sum += lane[i] ?? 0;
        return sum / channels;
      });
      const expected = wanted === channels ? lanes : new Array<Float32Array>(wanted).fill(mean);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1 }), async (sizes) => {
          const parts: AudioFrames[] = [];
          for (let at = 0, turn = 0; at < input.length; turn++) {
            const length = (sizes[turn % sizes.length] ?? 1) * channels;
            parts.push(frames(input.slice(at, at + length), from, channels));
            at += length;
          }
          const converted = await convert(parts, { sampleRate: to, channels: wanted });
          expect([converted.sampleRate, converted.channels]).toEqual([to, wanted]);
          const out = deinterleave(converted.samples, wanted);
          expect(out.length).toBe(wanted);
          for (const [i, lane] of out.entries()) {
            expect(lane).toEqual(resampled(expected[i] ?? mean, from, to));
          }
        }),
        { numRuns: 15 },
      );
    },
  );

  it("lets the input change its rate and channels on the way", async () => {
    const [first, second, third] = [noise(1000), noise(500), noise(2000)];
    const left = deinterleave(third, 2).map((lane) => lane);
    const mixed = Float32Array.from(
      { length: 1000 },
      (_, i) => ((left[0]?.[i] ?? 0) + (left[1]?.[i] ?? 0)) / 2,
    );
    const { samples } = await convert(
      [frames(first, 8000, 1), frames(second, 48_000, 1), frames(third, 16_000, 2)],
      { sampleRate: 16_000, channels: 1 },
    );
    const expected = [...resampled(first, 8000, 16_000), ...resampled(second, 48_000, 16_000), ...mixed];
    expect(samples).toEqual(Float32Array.from(expected));
  });

  it("gives the rest of a file that is cut short before it fails", async () => {
    const cut = new AudioFormatError("cut", { code: "truncated_audio" });
    async function* broken(): AsyncGenerator<AudioFrames, void, void> {
      yield frames(noise(1000), 8000, 1);
      throw cut;
    }
    const got: number[] = [];
    const reading = (async () => {
      for await (const { samples } of convertFrames(broken(), { sampleRate: 16_000 })) got.push(...samples);
    })();
    await expect(reading).rejects.toBe(cut);
    expect(got.length).toBe(2000);
  });

  it("lets go of the input when iteration stops early", async () => {
    let closed = false;
    async function* input(): AsyncGenerator<AudioFrames, void, void> {
      try {
        for (;;) yield frames(noise(1000), 8000, 1);
      } finally {
        closed = true;
      }
    }
    for await (const _ of convertFrames(input(), { sampleRate: 16_000 })) break;
    expect(closed).toBe(true);
  });

  it("refuses other changes of channels, and too many to resample", async () => {
    const sixToTwo = convertFrames(stream(frames(noise(6), 8000, 6)), { channels: 2 });
    await expect(collectFrames(sixToTwo)).rejects.toThrow(
      /^6 channels cannot be converted to 2: only to 1, or from 1$/,
    );
    const many = convertFrames(stream(frames(noise(33), 8000, 33)), { sampleRate: 16_000 });
    await expect(collectFrames(many)).rejects.toMatchObject({ code: "unsupported_audio" });
    const mixed = convertFrames(stream(frames(noise(33), 8000, 33)), { sampleRate: 16_000, channels: 1 });
    expect((await collectFrames(mixed)).length).toBe(2);
  });

  it.each([
    { sampleRate: 0 },
    { sampleRate: 8000.5 },
    { sampleRate: 768_001 },
    { channels: 0 },
    { channels: 65_536 },
    { quality: "bad" as "best" },
  ])("refuses %j at once", (conversion) => {
    const check = () => convertFrames(stream(), conversion);
    expect(check).toThrow(ConfigurationError);
    expect(check).toThrow(Object.keys(conversion)[0]);
  });
});
