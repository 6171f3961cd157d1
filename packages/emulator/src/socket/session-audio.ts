import {
  bytesPerSample,
  decodeSamples,
  downmix,
  float32ToInt16,
  Resampler,
  type SampleEncoding,
} from "@kotoba/audio";
import { SPEECH_SAMPLE_RATE, type SpeechSamples } from "../transcription/speech-samples.ts";
import type { InputAudioSettings, LiveAudioFormat } from "./input-audio-settings.ts";

/** The step in which the service listens. */
export const STEP_MS = 80;
/** How many samples a whole step has. */
export const SAMPLES_PER_STEP: number = (STEP_MS * SPEECH_SAMPLE_RATE) / 1000;

const ENCODINGS: Readonly<Record<LiveAudioFormat, SampleEncoding>> = {
  pcm16: "pcm16",
  float32: "float32",
  twilio: "mulaw",
};

/** How many bytes a second of a live session's audio has, as it comes. */
export function bytesPerSecond(session: InputAudioSettings): number {
  return session.input_audio_sample_rate * bytesPerFrame(session);
}

/**
 * The audio of a live session as the recognition engines take it, in steps of 80 ms; what is left at the end makes a shorter one.
 * The chunks may be cut anywhere; half a sample at the very end is dropped.
 */
export async function* sessionSpeech(
  chunks: AsyncIterable<Uint8Array>,
  session: InputAudioSettings,
): SpeechSamples {
  const step = new Int16Array(SAMPLES_PER_STEP);
  let filled = 0;
  for await (const samples of decoded(chunks, session)) {
    for (let at = 0; at < samples.length; ) {
      const taken = samples.subarray(at, at + step.length - filled);
      step.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled === step.length) {
        yield step.slice();
        filled = 0;
      }
    }
  }
  if (filled > 0) yield step.slice(0, filled);
}

/** The audio as 16 kHz mono, cut as it came. */
async function* decoded(chunks: AsyncIterable<Uint8Array>, session: InputAudioSettings): SpeechSamples {
  const encoding = ENCODINGS[session.input_audio_format];
  const channels = session.input_audio_number_of_channels;
  const frameBytes = bytesPerFrame(session);
  const resampler = new Resampler({
    inputRate: session.input_audio_sample_rate,
    outputRate: SPEECH_SAMPLE_RATE,
    quality: "fast",
  });
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % frameBytes);
    rest = bytes.subarray(whole);
    const frames = decodeSamples(bytes.subarray(0, whole), encoding);
    yield float32ToInt16(resampler.process(downmix(frames, channels)));
  }
  yield float32ToInt16(resampler.flush());
}

/** The bytes of one sample of all channels. */
function bytesPerFrame({ input_audio_format, input_audio_number_of_channels }: InputAudioSettings): number {
  return bytesPerSample(ENCODINGS[input_audio_format]) * input_audio_number_of_channels;
}
