import { execFileSync } from "node:child_process";
import { AudioFormatError } from "@kotoba/core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { type FuzzSeed, fuzzDecoders } from "../../testing/fuzz-decoders.ts";
import { HangWatch } from "../../testing/hang-watch.ts";
import { isInstalled } from "../../testing/installed.ts";
import { mutateFile } from "../../testing/mutate-file.ts";
import { SeededRandom } from "../../testing/seeded-random.ts";
import { decodeAudio } from "../decode-audio.ts";
import { crc32 } from "./crc.ts";
import { indexOfOggPage, oggPageBytes } from "./ogg-page.ts";

const SEED = 20_260_102;
/** A decoder starts in a millisecond or two. */
const CASES = Number(process.env.KOTOBA_FUZZ_CASES ?? 500);

const FORMATS: Readonly<Record<string, string>> = {
  mp3: "-b:a 16k -f mp3",
  flac: "-f flac",
  opus: "-c:a libopus -b:a 16k -f ogg",
  vorbis: "-c:a libvorbis -f ogg",
  "flac in Ogg": "-c:a flac -f ogg",
};
const OGG = ["opus", "vorbis", "flac in Ogg"];

function tone(format: string): FuzzSeed {
  const args = `-v error -f lavfi -i sine=frequency=440:duration=0.3:sample_rate=16000 ${FORMATS[format]} pipe:1`;
  const file = new Uint8Array(execFileSync("ffmpeg", args.split(" ")));
  // A few bytes of FLAC can be minutes of silence.
  return { name: format, file, samplesPerByte: 1e6 };
}

describe.skipIf(!isInstalled("ffmpeg"))("damaged files of a compressed format", () => {
  // The decoders tell the console about each damaged frame.
  beforeAll(() => {
    const silenced = vi.spyOn(console, "error").mockImplementation(() => {});
    return () => silenced.mockRestore();
  });

  it.each(Object.keys(FORMATS))(
    "give samples or an AudioFormatError that names the byte: %s",
    async (format) => {
      const report = await fuzzDecoders([tone(format)], CASES, SEED);
      console.log("fuzz:", format, JSON.stringify(report));
      expect(Math.min(report.decoded, report.refused)).toBeGreaterThan(CASES / 50);
      expect(report.peakGrownMebibytes).toBeLessThanOrEqual(64);
    },
    600_000,
  );

  it.each(OGG)(
    "do so where the checksums are right: %s",
    async (format) => {
      const { file } = tone(format);
      await using watch = new HangWatch(SEED);
      let decoded = 0;
      for (let index = 0; index < CASES; index++) {
        watch.begin(index);
        const random = new SeededRandom(Math.imul(SEED, 0x01000193) ^ index);
        const damaged = withChecksums(damage(file, random));
        try {
          for await (const { samples } of decodeAudio(damaged, { ffmpeg: false })) decoded += samples.length;
        } catch (error) {
          if (!AudioFormatError.isInstance(error)) {
            throw new Error(`case ${index}: ${Buffer.from(damaged).toString("base64")}`, { cause: error });
          }
        }
      }
      expect(decoded).toBeGreaterThan(0);
    },
    600_000,
  );
});

/** Half of the damage is in the headers, half anywhere. */
function damage(file: Uint8Array, random: SeededRandom): Uint8Array {
  if (random.below(2) === 0) return mutateFile(file, file, random);
  const copy = Uint8Array.from(file);
  for (let count = 1 + random.below(20); count > 0; count--)
    copy[random.below(copy.length)] = random.below(256);
  return copy;
}

/** The same file, with the checksums of its pages as they should be. */
function withChecksums(file: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(file);
  for (let at = indexOfOggPage(copy, 0); at < copy.length; ) {
    const page = copy.subarray(at, at + (oggPageBytes(copy, at) ?? 0));
    if (page.length >= 27) {
      page.fill(0, 22, 26);
      new DataView(page.buffer, page.byteOffset).setUint32(22, crc32(page), true);
    }
    at = indexOfOggPage(copy, at + Math.max(1, page.length));
  }
  return copy;
}
