import { AudioFormatError } from "@kotoba/core";
import { MAX_CHANNELS, MAX_SAMPLE_RATE } from "../audio-format.ts";
import { checkWholeNumber } from "../check-whole-number.ts";
import { checkQuality, Resampler, type ResamplerQuality } from "../resampler/resampler.ts";
import { downmix } from "../samples/downmix.ts";
import { deinterleave, interleave } from "../samples/interleave.ts";
import type { AudioFrames } from "./audio-decoder.ts";

/** What {@link convertFrames} converts to. */
export interface FrameConversion {
  /** Frames a second, in Hz: a whole number from 1 to 768000. Defaults to that of the input. */
  readonly sampleRate?: number | undefined;
  /** Channels, from 1 to 65535. Defaults to those of the input. */
  readonly channels?: number | undefined;
  /** Quality of a change of rate. Defaults to `best`. */
  readonly quality?: ResamplerQuality | undefined;
}

/** Each channel has a resampler of its own, with a filter of up to 4 MiB. */
const MAX_RESAMPLED_CHANNELS = 32;

/**
 * Brings decoded audio to one rate and one number of channels, as it comes. Any number of channels is mixed down to one
 * (the mean), and one is copied to any number. How the input is divided changes nothing about the samples. The input may
 * change its rate or its channels on the way: what comes before is then ended as by the input's end.
 *
 * What already is as it shall be passes through unchanged.
 *
 * @throws AudioFormatError (`unsupported_audio`), while reading, for other numbers of channels, such as 6 to 2; for a change
 *   of rate of more than 32 channels.
 * @throws ConfigurationError for an option out of range, at once; for rates that differ more than 1000-fold, while reading.
 *
 * @example
 * const speech = convertFrames(decodeAudio("talk.mp3"), { sampleRate: 16_000, channels: 1 });
 */
export function convertFrames(
  frames: AsyncIterable<AudioFrames>,
  conversion: FrameConversion,
): AsyncGenerator<AudioFrames, void, void> {
  const { sampleRate, channels, quality } = conversion;
  if (sampleRate !== undefined) checkWholeNumber("sampleRate", sampleRate, MAX_SAMPLE_RATE);
  if (channels !== undefined) checkWholeNumber("channels", channels, MAX_CHANNELS);
  if (quality !== undefined) checkQuality(quality);
  return convert(frames, conversion);
}

async function* convert(
  frames: AsyncIterable<AudioFrames>,
  conversion: FrameConversion,
): AsyncGenerator<AudioFrames, void, void> {
  let converter: FrameConverter | undefined;
  try {
    for await (const part of frames) {
      if (!converter?.takes(part)) {
        yield* nonEmpty(converter?.flush());
        converter = new FrameConverter(part, conversion);
      }
      yield* nonEmpty(converter.process(part.samples));
    }
  } catch (error) {
    // A file that is cut short gives all that it has, and then fails.
    if (AudioFormatError.isInstance(error) && error.code === "truncated_audio") {
      yield* nonEmpty(converter?.flush());
    }
    throw error;
  }
  yield* nonEmpty(converter?.flush());
}

function nonEmpty(frames: AudioFrames | undefined): readonly AudioFrames[] {
  return frames === undefined || frames.samples.length === 0 ? [] : [frames];
}

/** Converts from one rate and number of channels to another. */
class FrameConverter {
  readonly #inputRate: number;
  readonly #inputChannels: number;
  readonly #sampleRate: number;
  readonly #channels: number;
  /** One for each channel that comes in; for one alone where they are mixed. */
  readonly #resamplers: readonly Resampler[];

  constructor({ sampleRate: inputRate, channels: inputChannels }: AudioFrames, conversion: FrameConversion) {
    const { sampleRate = inputRate, channels = inputChannels, quality } = conversion;
    if (channels !== inputChannels && channels !== 1 && inputChannels !== 1) {
      throw unsupported(`${inputChannels} channels cannot be converted to ${channels}: only to 1, or from 1`);
    }
    const lanes = Math.min(inputChannels, channels);
    if (inputRate !== sampleRate && lanes > MAX_RESAMPLED_CHANNELS) {
      throw unsupported(
        `the rate of ${lanes} channels cannot be changed, ${MAX_RESAMPLED_CHANNELS} are the most: mix them to 1`,
      );
    }
    this.#inputRate = inputRate;
    this.#inputChannels = inputChannels;
    this.#sampleRate = sampleRate;
    this.#channels = channels;
    this.#resamplers =
      inputRate === sampleRate
        ? []
        : Array.from({ length: lanes }, () => new Resampler({ inputRate, outputRate: sampleRate, quality }));
  }

  takes({ sampleRate, channels }: AudioFrames): boolean {
    return sampleRate === this.#inputRate && channels === this.#inputChannels;
  }

  process(samples: Float32Array): AudioFrames {
    const mixed = this.#channels === 1 ? downmix(samples, this.#inputChannels) : samples;
    if (this.#resamplers.length === 0) return this.#output(mixed);
    const lanes = deinterleave(mixed, this.#resamplers.length);
    // There are as many resamplers as lanes.
    return this.#output(interleave(this.#resamplers.map((each, i) => each.process(lanes[i] ?? mixed))));
  }

  flush(): AudioFrames {
    return this.#output(interleave(this.#resamplers.map((each) => each.flush())));
  }

  /** Takes as many channels as there are resamplers, and copies one to as many as are wanted. */
  #output(samples: Float32Array): AudioFrames {
    const isCopied = this.#inputChannels === 1 && this.#channels > 1;
    return {
      samples: isCopied ? interleave(new Array<Float32Array>(this.#channels).fill(samples)) : samples,
      sampleRate: this.#sampleRate,
      channels: this.#channels,
    };
  }
}

function unsupported(message: string): AudioFormatError {
  return new AudioFormatError(message, { code: "unsupported_audio" });
}
