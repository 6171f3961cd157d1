import { AudioFormatError } from "@kotoba/core";
import type { ByteReader } from "../../input/byte-reader.ts";
import { SNIFF_BYTES, sniffMediaType } from "../../input/media-type.ts";
import { interleave } from "../../samples/interleave.ts";
import type { AudioFrames } from "../audio-decoder.ts";
import type { AudioInfo } from "../audio-info.ts";
import { unsupportedAudio } from "../bad-audio.ts";
import type { ProbedContainer } from "../container.ts";
import { compressedDecoder } from "./compressed-decoder.ts";
import { flacContainer } from "./flac-container.ts";
import { inBatches } from "./in-batches.ts";
import {
  type DecoderClass,
  type LoadPackage,
  loadDecoderClass,
  loadPackage,
  MP3_DECODER,
} from "./optional-package.ts";
import { type Mp3Frame, readMp3Frames } from "./read-mp3-frames.ts";
import { skipId3 } from "./skip-id3.ts";
import { WasmDecoder } from "./wasm-decoder.ts";
import { openWithoutPackage } from "./without-package.ts";
import { parseXingHeader, type XingHeader } from "./xing-header.ts";

/** MP3, and the layers I and II of MPEG audio. */
export function mp3Container(load: LoadPackage = loadPackage): ProbedContainer {
  return {
    async open(input) {
      if ((await skipTags(input.reader)) === "audio/flac") return await flacContainer(load).open(input);
      const decoderClass = await loadDecoderClass(MP3_DECODER, load);
      if (decoderClass === undefined) {
        return await openWithoutPackage(input, "MP3", MP3_DECODER, statedSeconds);
      }
      const start = await readStart(input.reader);
      return compressedDecoder(start.info, input.reader, () => decodeAll(input.reader, start, decoderClass));
    },
    async probe(input) {
      if ((await skipTags(input.reader)) === "audio/flac") return await flacContainer(load).probe(input);
      const { info, frames } = await readStart(input.reader);
      return info.frameCount === undefined ? await countFrames(info, frames) : info;
    },
  };
}

/** An MP3 stream, of which the first frame is known. */
interface Mp3Start {
  readonly info: AudioInfo;
  readonly xing: XingHeader | undefined;
  /** The frames with audio. */
  readonly frames: AsyncIterable<Mp3Frame>;
}

/** Samples that a decoder is late, beside those that the encoder has put before the first. */
const DECODER_DELAY = 529;

/** Some encoders count the frame in which they say how many there are. */
const MISCOUNTED_FRAMES = 1;

/** What follows the tags, as far as its first bytes tell: FLAC, or else MP3, perhaps behind some garbage. */
async function skipTags(reader: ByteReader): Promise<string | undefined> {
  await skipId3(reader);
  const mediaType = sniffMediaType(await reader.peek(SNIFF_BYTES));
  if (mediaType === "audio/aac") {
    throw unsupportedAudio(`there is AAC behind the tag, at byte ${reader.offset}`, reader.offset);
  }
  return mediaType;
}

async function readStart(reader: ByteReader): Promise<Mp3Start> {
  const frames = readMp3Frames(reader);
  const { value: first } = await frames.next();
  // It throws where there is none.
  if (first === undefined) throw new TypeError("an MP3 stream has a first frame");
  const { header, bytes } = first;
  const xing = parseXingHeader(bytes, header);
  const codedSamples = xing?.frames === undefined ? undefined : xing.frames * header.frameSamples;
  const { delay = 0, padding = 0 } = xing?.gapless ?? {};
  const frameCount = codedSamples === undefined ? undefined : Math.max(0, codedSamples - delay - padding);
  return {
    info: {
      container: "mp3",
      codec: `mp${header.layer}`,
      sampleRate: header.sampleRate,
      channels: header.channels,
      bitsPerSample: undefined,
      frameCount,
      durationSeconds: frameCount === undefined ? undefined : frameCount / header.sampleRate,
    },
    xing,
    frames: xing === undefined ? startingWith(first, frames) : frames,
  };
}

async function statedSeconds(reader: ByteReader): Promise<number | undefined> {
  await skipTags(reader);
  return (await readStart(reader)).info.durationSeconds;
}

async function* startingWith(
  first: Mp3Frame,
  rest: AsyncIterable<Mp3Frame>,
): AsyncGenerator<Mp3Frame, void, void> {
  yield first;
  yield* rest;
}

/** Where the first frame does not tell how many there are, all of them are looked at. */
async function countFrames(info: AudioInfo, frames: AsyncIterable<Mp3Frame>): Promise<AudioInfo> {
  let frameCount = 0;
  for await (const { header } of frames) frameCount += header.frameSamples;
  return { ...info, frameCount, durationSeconds: frameCount / info.sampleRate };
}

/** Several streams one behind the other are decoded one after the other: each starts anew, and may have a rate of its own. */
async function* decodeAll(
  reader: ByteReader,
  start: Mp3Start,
  decoderClass: DecoderClass,
): AsyncGenerator<AudioFrames, void, void> {
  const isOver = async () => (await reader.peek(1)).length === 0;
  yield* decode(start, decoderClass, isOver);
  while (!(await isOver())) yield* decode(await readStart(reader), decoderClass, isOver);
}

async function* decode(
  { info, xing, frames }: Mp3Start,
  decoderClass: DecoderClass,
  isOver: () => Promise<boolean>,
): AsyncGenerator<AudioFrames, void, void> {
  const { sampleRate, channels } = info;
  // What is not part of the recording is left out here: the decoder would do it only for a file that starts with that frame.
  const decoder = await WasmDecoder.start(decoderClass, { enableGapless: false });
  const gapless = xing?.gapless;
  let skip = gapless === undefined ? 0 : gapless.delay + DECODER_DELAY;
  const padding = gapless === undefined ? 0 : Math.max(0, gapless.padding - DECODER_DELAY);
  /** The last samples so far, as many as may have to be left out at the end. */
  let held = new Float32Array(0);
  let count = 0;
  let end = 0;
  let hasGap = false;
  try {
    for await (const batch of inBatches(frames, ({ header }) => header.frameSamples * 2)) {
      const decoded = await decoder.decode(
        "decodeFrames",
        batch.map(({ bytes }) => bytes),
        batch[0].offset,
      );
      for (const { offset, bytes } of batch) {
        hasGap ||= count > 0 && offset !== end;
        end = offset + bytes.length;
        count++;
      }
      const length = decoded[0]?.length ?? 0;
      const from = Math.min(skip, length);
      skip -= from;
      const lanes = (channels === 1 ? [mono(decoded)] : decoded).map((lane) => lane.subarray(from));
      const samples = joined(held, interleave(lanes));
      const keep = Math.max(0, samples.length - padding * channels);
      held = samples.slice(keep);
      yield { samples: samples.subarray(0, keep), sampleRate, channels };
    }
    const stated = xing?.frames;
    const missing = stated === undefined ? 0 : stated - count;
    // Where more follows, that comes, as after damage.
    if (missing > MISCOUNTED_FRAMES && !hasGap && (await isOver())) {
      throw new AudioFormatError(
        `the MP3 stream is cut short: it states ${stated} frames, but ends at byte ${end} after ${count}`,
        { code: "truncated_audio", byteOffset: end },
      );
    }
    // A stream that is longer or shorter than its first frame told has its padding somewhere else.
    if (Math.abs(missing) > MISCOUNTED_FRAMES) yield { samples: held, sampleRate, channels };
  } catch (error) {
    // Its padding was to come later: what is held is sound.
    if (AudioFormatError.isInstance(error) && error.code === "truncated_audio") {
      yield { samples: held, sampleRate, channels };
    }
    throw error;
  } finally {
    decoder.free();
  }
}

/** The decoder gives two channels always: of a mono frame the same ones. */
function mono(channels: readonly Float32Array[]): Float32Array {
  const [left = new Float32Array(0), right = left] = channels;
  return left.map((sample, at) => (sample + (right[at] ?? 0)) / 2);
}

function joined(first: Float32Array<ArrayBuffer>, second: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
