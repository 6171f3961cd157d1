import {
  type AudioFormat,
  AudioFormatError,
  type AudioFrames,
  type AudioInfo,
  convertFrames,
  encodeSamples,
  openDecoder,
  type SampleEncoding,
} from "@kotoba/sdk";
import { isRawPath } from "../audio-output/is-raw-path.ts";
import { requireTwoFiles } from "../audio-output/require-two-files.ts";
import { writeBytes } from "../audio-output/write-bytes.ts";
import { writeWav } from "../audio-output/write-wav.ts";
import { untilAborted } from "../input/until-aborted.ts";
import { finishable } from "../interruption.ts";
import { clockTime } from "../output/clock-time.ts";
import { progressLine } from "../output/progress-line.ts";

/** What a conversion is told. */
export interface ConversionFlags {
  readonly rate?: number;
  readonly channels?: number;
  readonly encoding: SampleEncoding;
  readonly raw?: true;
  readonly inEncoding?: SampleEncoding;
  readonly inRate?: number;
  readonly inChannels?: number;
}

/**
 * Converts one file. The first Ctrl-C ends it where it is, and leaves a whole file; the second stops at once.
 *
 * @throws {AudioFormatError} also for a file that is cut short: what there is has then been written.
 */
export async function convertAudio(input: string, output: string, flags: ConversionFlags): Promise<void> {
  await requireTwoFiles(input, output);
  await finishable(async ({ first, stop, canFinish }) => {
    await using decoder = await openDecoder(input === "-" ? process.stdin : input, {
      raw: rawFormat(flags),
      signal: stop,
    });
    const { info } = decoder;
    const format = {
      sampleRate: flags.rate ?? info.sampleRate,
      channels: flags.channels ?? info.channels,
      encoding: flags.encoding,
    };
    canFinish();
    let cut: AudioFormatError | undefined;
    async function* samples(): AsyncGenerator<Float32Array, void, void> {
      try {
        for await (const frames of convertFrames(untilAborted(decoder.frames(), first), format)) {
          stop.throwIfAborted();
          yield frames.samples;
        }
      } catch (error) {
        if (!AudioFormatError.isInstance(error) || error.code !== "truncated_audio") throw error;
        cut = error;
      }
    }
    await write(output, withProgress(samples(), format, info), format, flags.raw === true);
    if (cut !== undefined) throw cut;
    first.throwIfAborted();
  });
}

function rawFormat({
  inEncoding,
  inRate = 16_000,
  inChannels = 1,
}: ConversionFlags): AudioFormat | undefined {
  if (inEncoding === undefined) return undefined;
  return { encoding: inEncoding, sampleRate: inRate, channels: inChannels };
}

async function write(
  output: string,
  samples: AsyncIterable<Float32Array>,
  format: AudioFormat,
  raw: boolean,
): Promise<void> {
  if (raw || isRawPath(output)) await writeBytes(output, rawBytes(samples, format.encoding));
  else await writeWav(output, samples, format);
}

async function* rawBytes(
  samples: AsyncIterable<Float32Array>,
  encoding: SampleEncoding,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of samples) yield encodeSamples(chunk, encoding);
}

/** The samples, while a line on the terminal tells how far they are. */
async function* withProgress(
  samples: AsyncIterable<Float32Array>,
  { sampleRate, channels }: Pick<AudioFrames, "sampleRate" | "channels">,
  { durationSeconds }: AudioInfo,
): AsyncGenerator<Float32Array, void, void> {
  using progress = await progressLine();
  const whole = durationSeconds === undefined ? "" : ` of ${clockTime(durationSeconds)}`;
  let seconds = 0;
  for await (const chunk of samples) {
    seconds += chunk.length / channels / sampleRate;
    progress.show(`Converting ${clockTime(seconds)}${whole}`);
    yield chunk;
  }
}
