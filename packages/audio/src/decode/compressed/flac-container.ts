import { AudioFormatError } from "@kotoba/core";
import type { ByteReader } from "../../input/byte-reader.ts";
import type { AudioFrames } from "../audio-decoder.ts";
import type { AudioInfo } from "../audio-info.ts";
import type { ProbedContainer } from "../container.ts";
import { compressedDecoder } from "./compressed-decoder.ts";
import { flacSamples } from "./flac-samples.ts";
import { FLAC_STREAM_INFO_BYTES, type FlacStreamInfo, parseFlacStreamInfo } from "./flac-stream-info.ts";
import { inBatches } from "./in-batches.ts";
import {
  type DecoderClass,
  FLAC_DECODER,
  type LoadPackage,
  loadDecoderClass,
  loadPackage,
} from "./optional-package.ts";
import { isFlacStart, readFlacFrames } from "./read-flac-frames.ts";
import { skipId3 } from "./skip-id3.ts";
import { WasmDecoder } from "./wasm-decoder.ts";
import { openWithoutPackage } from "./without-package.ts";

/** FLAC in its own container. */
export function flacContainer(load: LoadPackage = loadPackage): ProbedContainer {
  return {
    async open(input) {
      const decoderClass = await loadDecoderClass(FLAC_DECODER, load);
      if (decoderClass === undefined) {
        return await openWithoutPackage(input, "FLAC", FLAC_DECODER, statedSeconds);
      }
      const { reader } = input;
      const info = await readStart(reader);
      return compressedDecoder(flacInfo("flac", info), reader, async function* () {
        await skipMetadata(reader);
        yield* decode(reader, info, decoderClass);
        // Several files one behind the other.
        while (isFlacStart(await reader.peek(4))) {
          const next = await readStart(reader);
          await skipMetadata(reader);
          yield* decode(reader, next, decoderClass);
        }
      });
    },
    probe: async ({ reader }) => flacInfo("flac", await readStart(reader)),
  };
}

const BLOCK_HEADER_BYTES = 4;

function flacInfo(
  container: string,
  { sampleRate, channels, bitsPerSample, frameCount }: FlacStreamInfo,
): AudioInfo {
  const durationSeconds = frameCount === undefined ? undefined : frameCount / sampleRate;
  return { container, codec: "flac", sampleRate, channels, bitsPerSample, frameCount, durationSeconds };
}

/** The first block of metadata describes the stream. It is left unread, but for the four bytes before it. */
async function readStart(reader: ByteReader): Promise<FlacStreamInfo> {
  await reader.skip(4);
  const byteOffset = reader.offset;
  const block = await reader.peek(BLOCK_HEADER_BYTES + FLAC_STREAM_INFO_BYTES);
  if (block.length < BLOCK_HEADER_BYTES + FLAC_STREAM_INFO_BYTES) {
    const end = byteOffset + block.length;
    const message = `the FLAC stream is cut short: it ends at byte ${end}, within its stream info`;
    throw new AudioFormatError(message, { code: "truncated_audio", byteOffset: end });
  }
  if ((block[0] ?? 0) % 128 !== 0) {
    const message = `the FLAC stream has no stream info at byte ${byteOffset}, but a block of type ${(block[0] ?? 0) % 128}`;
    throw new AudioFormatError(message, { code: "bad_audio", byteOffset });
  }
  return parseFlacStreamInfo(block.subarray(BLOCK_HEADER_BYTES), byteOffset + BLOCK_HEADER_BYTES);
}

async function statedSeconds(reader: ByteReader): Promise<number | undefined> {
  await skipId3(reader);
  return flacInfo("flac", await readStart(reader)).durationSeconds;
}

async function skipMetadata(reader: ByteReader): Promise<void> {
  for (;;) {
    const byteOffset = reader.offset;
    const [type = 0, high = 0, middle = 0, low = 0] = await reader.read(BLOCK_HEADER_BYTES);
    const end = reader.offset + high * 65536 + middle * 256 + low;
    await reader.skip(end - reader.offset);
    if (reader.offset < end || reader.offset < byteOffset + BLOCK_HEADER_BYTES) {
      const message = `the FLAC stream is cut short: it ends within its metadata, at byte ${reader.offset}`;
      throw new AudioFormatError(message, { code: "truncated_audio", byteOffset: reader.offset });
    }
    if (type >= 128) return;
  }
}

async function* decode(
  reader: ByteReader,
  info: FlacStreamInfo,
  decoderClass: DecoderClass,
): AsyncGenerator<AudioFrames, void, void> {
  const { sampleRate, channels, bitsPerSample } = info;
  const decoder = await WasmDecoder.start(decoderClass);
  try {
    for await (const batch of inBatches(readFlacFrames(reader, info), ({ samples }) => samples * channels)) {
      const decoded = await decoder.decode(
        "decodeFrames",
        batch.map(({ bytes }) => bytes),
        batch[0].offset,
      );
      yield { samples: flacSamples(decoded, bitsPerSample), sampleRate, channels };
    }
  } finally {
    decoder.free();
  }
}
