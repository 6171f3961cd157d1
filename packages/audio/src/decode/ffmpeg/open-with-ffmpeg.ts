import type { AudioFormat } from "../../audio-format.ts";
import { ByteReader } from "../../input/byte-reader.ts";
import { nameForMediaType, sniffMediaType } from "../../input/media-type.ts";
import { readWavHeader } from "../../wav/read-wav-header.ts";
import type { AudioDecoder, AudioFrames } from "../audio-decoder.ts";
import type { AudioInfo } from "../audio-info.ts";
import type { ContainerInput } from "../container.ts";
import { readPcm } from "../pcm/read-pcm.ts";
import { readOnce } from "../read-once.ts";
import { type FfmpegSubject, ffmpegMissing, ffmpegRefusal, ffmpegSubject, tailOf } from "./ffmpeg-error.ts";
import { type FfmpegInput, ffmpegInput } from "./ffmpeg-input.ts";
import { type FfprobeInfo, ffprobe } from "./ffprobe.ts";
import { findProgram } from "./find-program.ts";
import { type RunningProgram, startProgram } from "./running-program.ts";

/** It says nothing but what is wrong, asks nothing, and writes the first sound track as floats, in a WAV file without a length. */
const BEFORE_INPUT = ["-nostdin", "-hide_banner", "-loglevel", "error"];
const AFTER_INPUT = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"];

/**
 * Opens an input with the ffmpeg that the options name. What can be read again is probed first, and what cannot only where
 * `isProbed` says so: for that, more of it must have come than may come soon.
 *
 * @param format what it is, for messages, where more is known than its first bytes tell.
 * @throws AudioFormatError `decoder_missing` where there is no ffmpeg, `unsupported_audio` for what is no audio, `bad_audio`.
 */
export async function openWithFfmpeg(
  input: ContainerInput,
  format?: string,
  isProbed: boolean = input.source.repeatable,
): Promise<AudioDecoder> {
  const { ffmpeg: name = "ffmpeg", signal } = input.options;
  const subject = await ffmpegSubject(input, format);
  const program = name === false ? undefined : await findProgram(name);
  // First: nothing is written for a program that is not there.
  if (program === undefined) throw ffmpegMissing(subject, name);
  const given = await ffmpegInput(input);
  let running: RunningProgram | undefined;
  try {
    const probed = isProbed || given.pipe === undefined ? await ffprobe(program, given, signal) : undefined;
    const args = [...BEFORE_INPUT, ...given.args, ...AFTER_INPUT];
    running = await startProgram(program, args, { input: given.pipe, signal }).catch((cause: unknown) => {
      throw ffmpegMissing(subject, name, cause);
    });
    return await openOutput(running, given, subject, probed, input);
  } catch (error) {
    await running?.kill();
    await given.dispose();
    throw error;
  }
}

async function openOutput(
  running: RunningProgram,
  given: FfmpegInput,
  subject: FfmpegSubject,
  probed: FfprobeInfo | undefined,
  { reader, options }: ContainerInput,
): Promise<AudioDecoder> {
  const wav = new ByteReader(running.output);
  const messages = () => tailOf(running.messages(), given.path, subject.fileName);
  const isRefused = (await wav.peek(1)).length === 0;
  if (isRefused) {
    await running.ended;
    throwInputFailure(running, options.signal);
    throw ffmpegRefusal(subject, messages());
  }
  const header = await readWavHeader(wav);
  async function release(): Promise<void> {
    // First: that it is killed must not be taken for the end of its output.
    await wav.release();
    await running.kill();
    await reader.release();
    await given.dispose();
  }
  async function* frames(): AsyncGenerator<AudioFrames, void, void> {
    let isEmpty = true;
    try {
      for await (const block of readPcm(wav, header)) {
        isEmpty = false;
        yield block;
      }
      const code = await running.ended;
      throwInputFailure(running, options.signal);
      if (code !== 0 || isEmpty)
        throw ffmpegRefusal({ ...subject, format: subject.format ?? "audio" }, messages());
    } finally {
      await release();
    }
  }
  return {
    info: infoOf(header, subject, probed),
    frames: readOnce(frames),
    [Symbol.asyncDispose]: release,
  };
}

/** Why it has ended early, if it was not by itself. */
function throwInputFailure(running: RunningProgram, signal: AbortSignal | undefined): void {
  signal?.throwIfAborted();
  const failure = running.inputFailure();
  if (failure !== undefined) throw failure.error;
}

function infoOf(
  { sampleRate, channels }: AudioFormat,
  { start }: FfmpegSubject,
  probed: FfprobeInfo | undefined,
): AudioInfo {
  const mediaType = sniffMediaType(start);
  const extension = mediaType === undefined ? undefined : nameForMediaType(mediaType).split(".")[1];
  const formats = probed?.formats ?? [];
  const isNamed = formats.length === 0 || (extension !== undefined && formats.includes(extension));
  const durationSeconds = probed?.durationSeconds;
  return {
    container: (isNamed ? extension : formats[0]) ?? "unknown",
    codec: probed?.codec ?? "unknown",
    sampleRate,
    channels,
    bitsPerSample: undefined,
    frameCount: durationSeconds === undefined ? undefined : Math.round(durationSeconds * sampleRate),
    durationSeconds,
  };
}
