import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesPerSample } from "../../audio-format.ts";
import { decodeSamples } from "../../samples/decode-samples.ts";
import { ChunkedSource } from "../../testing/chunked-source.ts";
import { collectFrames } from "../../testing/collect.ts";
import { PCM_FILE_KINDS } from "../../testing/pcm-files.ts";
import { decodeAudio } from "../decode-audio.ts";
import { openDecoder } from "../open-decoder.ts";
import { probeAudio } from "../probe-audio.ts";

const chunkSizes = fc
  .array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 5 })
  .filter((all) => all.some((n) => n > 0));

const wav = PCM_FILE_KINDS[1];
if (wav?.name !== "RIFF pcm16") throw new Error("the kinds are in another order");

describe.each(PCM_FILE_KINDS)("$name", ({ container, encoding, write }) => {
  it("gives the same samples for any chunks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(8000, 11_025, 44_100, 768_000),
        chunkSizes,
        async (bytes, channels, sampleRate, sizes) => {
          const frameBytes = channels * bytesPerSample(encoding);
          const data = bytes.subarray(0, bytes.length - (bytes.length % frameBytes));
          const file = write({ data, sampleRate, channels });
          const frameCount = data.length / frameBytes;
          const info = {
            container,
            codec: encoding,
            sampleRate,
            channels,
            bitsPerSample: 8 * bytesPerSample(encoding),
            frameCount,
            durationSeconds: frameCount / sampleRate,
          };
          expect(await probeAudio(file)).toEqual(info);
          await using decoder = await openDecoder(new ChunkedSource(file, sizes));
          const all: number[] = [];
          for await (const frames of decoder.frames()) {
            expect([frames.sampleRate, frames.channels]).toEqual([sampleRate, channels]);
            expect(frames.samples.length).toBeGreaterThan(0);
            expect(frames.samples.length % channels).toBe(0);
            all.push(...frames.samples);
          }
          expect(Float32Array.from(all)).toEqual(decodeSamples(data, encoding));
        },
      ),
      { numRuns: 20 },
    );
  });

  it("gives what a truncated file has, and then says so", async () => {
    const width = bytesPerSample(encoding);
    const data = Uint8Array.from({ length: 30 * width }, (_, i) => i + 64);
    const file = write({ data, sampleRate: 8000, channels: 3 });
    const cut = file.subarray(0, file.length - 3 * width - 1);
    expect((await probeAudio(cut)).frameCount).toBe(8);
    const got: number[] = [];
    const reading = (async () => {
      for await (const { samples } of decodeAudio(cut)) got.push(...samples);
    })();
    await expect(reading).rejects.toMatchObject({ code: "truncated_audio", byteOffset: cut.length });
    expect(Float32Array.from(got)).toEqual(decodeSamples(data.subarray(0, 24 * width), encoding));
  });
});

describe("a decoder", () => {
  const file = wav.write({ data: new Uint8Array(200_000), sampleRate: 8000, channels: 2 });

  it("gives its samples once", async () => {
    await using decoder = await openDecoder(file);
    decoder.frames();
    expect(() => decoder.frames()).toThrow(expect.objectContaining({ code: "already_read" }));
  });

  it("lets go of the source when iteration stops early, when it ends, and when disposed of", async () => {
    const stopped = new ChunkedSource(file, [1000]);
    for await (const _ of decodeAudio(stopped)) break;
    expect(stopped.returned).toBeGreaterThan(0);

    const ended = new ChunkedSource(file, [1000]);
    await collectFrames(decodeAudio(ended));
    expect(ended.returned + Number(ended.ended)).toBeGreaterThan(0);

    const disposed = new ChunkedSource(file, [1000]);
    await (await openDecoder(disposed))[Symbol.asyncDispose]();
    expect(disposed.returned).toBeGreaterThan(0);

    const probed = new ChunkedSource(file, [1000]);
    await probeAudio(probed);
    expect(probed.returned).toBeGreaterThan(0);
  });

  it("passes on what the source throws", async () => {
    const failure = new Error("the line broke");
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield file.subarray(0, 60);
      throw failure;
    }
    await expect(collectFrames(decodeAudio(broken()))).rejects.toBe(failure);
  });

  it("knows the length of a file without one only where the file's is known", async () => {
    const piped = Uint8Array.from(file);
    piped.fill(0xff, 40, 44);
    expect(await probeAudio(piped)).toMatchObject({ frameCount: 50_000, durationSeconds: 6.25 });
    expect(await probeAudio(new ChunkedSource(piped, [1000]))).toMatchObject({
      frameCount: undefined,
      durationSeconds: undefined,
    });
    expect((await probeAudio(new ChunkedSource(file, [1000]))).frameCount).toBe(50_000);
  });
});
