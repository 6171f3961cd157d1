import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { AudioFormatError } from "@kotoba/core";
import type { DecodeOptions } from "../decode/decode-options.ts";
import { openDecoder } from "../decode/open-decoder.ts";
import { ChunkedSource } from "./chunked-source.ts";
import { HangWatch } from "./hang-watch.ts";
import { mutateFile } from "./mutate-file.ts";
import { SeededRandom } from "./seeded-random.ts";

/** A sound file to be damaged. */
export interface FuzzSeed {
  readonly name: string;
  readonly file: Uint8Array;
  readonly options?: DecodeOptions;
  /** The most samples that a byte can become, which bounds what may come out. Default 1, as in PCM. */
  readonly samplesPerByte?: number;
}

/** What became of the damaged files. */
export interface FuzzReport {
  /** How many gave samples to their end. */
  decoded: number;
  /** How many ended in an AudioFormatError, perhaps after some samples. */
  refused: number;
  samples: number;
  casesPerSecond: number;
  /** How far the process grew past what it had after the first cases, in MiB: at most, and in the end. */
  peakGrownMebibytes: number;
  grownMebibytes: number;
}

/** After so many cases the memory is measured, and what is no longer used is let go: how lazily that is done is V8's affair. */
const SAMPLED_CASES = 5000;
/** The first cases load and compile what all need: growth is counted from here. */
const WARM_UP_CASES = 10_000;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/**
 * Decodes damaged copies of the files, always the same ones for a seed. Each must give samples, in bounds, or an
 * AudioFormatError that names the byte.
 *
 * @throws Error with the number of the case, the file as base64 and what was wrong.
 */
export async function fuzzDecoders(
  seeds: readonly FuzzSeed[],
  cases: number,
  seed: number,
): Promise<FuzzReport> {
  await using watch = new HangWatch(seed);
  const report = { decoded: 0, refused: 0, samples: 0 };
  const started = performance.now();
  let startRss = Number.POSITIVE_INFINITY;
  let peakRss = 0;
  for (let index = 0; index < cases; index++) {
    watch.begin(index);
    const random = new SeededRandom(Math.imul(seed, 0x01000193) ^ index);
    const origin = random.pick(seeds);
    const file = mutateFile(origin.file, random.pick(seeds).file, random);
    try {
      const { samples, isDecoded } = await decodeOne(origin, file, random);
      report.samples += samples;
      report[isDecoded ? "decoded" : "refused"]++;
    } catch (cause) {
      const base64 = Buffer.from(file).toString("base64");
      throw new Error(`case ${index} of seed ${seed}, made of ${origin.name}: ${cause}\n${base64}`, {
        cause,
      });
    }
    if (index % SAMPLED_CASES === 0) {
      const rss = process.memoryUsage.rss();
      collectGarbage();
      if (index <= WARM_UP_CASES) startRss = rss;
      peakRss = Math.max(peakRss, rss);
    }
  }
  const mebibytesSince = (rss: number) => Math.round((rss - startRss) / 2 ** 20);
  return {
    ...report,
    casesPerSecond: Math.round((1000 * cases) / (performance.now() - started)),
    peakGrownMebibytes: mebibytesSince(peakRss),
    grownMebibytes: mebibytesSince(process.memoryUsage.rss()),
  };
}

/** Decodes one file, and throws where that is not as it must be. */
async function decodeOne(
  { options, samplesPerByte = 1 }: FuzzSeed,
  file: Uint8Array,
  random: SeededRandom,
): Promise<{ samples: number; isDecoded: boolean }> {
  const isStream = random.below(8) === 0;
  const input = isStream ? new ChunkedSource(file, [1 + random.below(50), 1 + random.below(50)]) : file;
  let samples = 0;
  let parts = 0;
  let frameCount: number | undefined;
  const check = (isRight: boolean, what: string) => {
    if (!isRight) throw new Error(what);
  };
  try {
    // No other program: it would hide what this package does.
    await using decoder = await openDecoder(input, { ffmpeg: false, ...options });
    const { info } = decoder;
    check(isWithin(info.sampleRate, 1, 768_000), `the rate is ${info.sampleRate}`);
    check(isWithin(info.channels, 1, 65_535), `there are ${info.channels} channels`);
    check(
      info.frameCount === undefined || isWithin(info.frameCount, 0),
      `there are ${info.frameCount} frames`,
    );
    if (!isStream && samplesPerByte === 1) frameCount = info.frameCount;
    for await (const frames of decoder.frames()) {
      check(
        frames.samples.length > 0 && frames.samples.length % frames.channels === 0,
        "a frame is not whole",
      );
      samples += frames.samples.length;
      parts++;
      check(samples <= file.length * samplesPerByte, `${samples} samples came out`);
      check(parts <= file.length, `${parts} parts came out`);
    }
    check(frameCount === undefined || samples === frameCount * info.channels, `${samples} samples came out`);
    return { samples, isDecoded: true };
  } catch (error) {
    if (!AudioFormatError.isInstance(error)) throw error;
    const { message, byteOffset } = error;
    check(isWithin(byteOffset, 0, file.length), `"${message}" is at byte ${byteOffset}`);
    check(new RegExp(`\\b${byteOffset}\\b`).test(message), `"${message}" does not name byte ${byteOffset}`);
    return { samples, isDecoded: false };
  }
}

function isWithin(value: unknown, least: number, most: number = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}
