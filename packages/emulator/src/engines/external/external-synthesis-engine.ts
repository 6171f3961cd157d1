import { bytesToInt16, convertFrames, decodeAudio, int16ToFloat32 } from "@kotoba/audio";
import { AudioFormatError, ConfigurationError } from "@kotoba/core";
import { phrasesOf } from "../phrases.ts";
import type { SynthesisEngine, SynthesisVoice } from "../synthesis-engine.ts";
import { SynthesisError } from "../synthesis-error.ts";
import type { ProgramOptions } from "./program.ts";
import { checkProgram } from "./program-check.ts";
import { runProgram } from "./run-program.ts";

const DEFAULT_SAMPLE_RATE = 24_000;

/** A program that speaks. Its command may hold `{lang}`, `{voice}` and `{rate}`. */
export interface ExternalSynthesisOptions extends ProgramOptions {
  /** ISO 639-1 codes of the languages that it speaks. */
  readonly languages: readonly string[];
  /** The voice, for clients and for `{voice}`. Default: the program's name. */
  readonly voice?: string | undefined;
  /** Whether clients that ask for a man or a woman of the service get this voice. Default `female`. */
  readonly gender?: SynthesisVoice["gender"] | undefined;
  /** How it writes the speech: a `wav` file of any rate and channels, or bare `s16le` samples, mono. Default `wav`. The text is always given as UTF-8. */
  readonly output?: "wav" | "s16le" | undefined;
  /** Samples a second, of `s16le` as the program writes them, and of what comes out; a `wav` of another rate is converted. Default 24,000. */
  readonly sampleRate?: number | undefined;
}

/**
 * Creates a synthesiser on a program of this machine, which is run for each phrase of a text.
 *
 * @throws {ConfigurationError} when there is no such program.
 */
export function createExternalSynthesisEngine(options: ExternalSynthesisOptions): SynthesisEngine {
  const { command, timeoutMs, languages, output = "wav", sampleRate = DEFAULT_SAMPLE_RATE } = options;
  checkProgram(command);
  const [program = ""] = command;
  const { voice: id = programName(program), gender = "female" } = options;
  const voices = languages.map((language) => ({
    id,
    language,
    gender,
    description: `spoken by ${program}`,
    sampleRate,
  }));
  return {
    name: program,
    languages,
    voices,
    async *synthesize({ text, language, voice = id, signal }) {
      signal?.throwIfAborted();
      if (!languages.includes(language))
        throw new ConfigurationError(`${program} was not said to speak ${language}.`);
      if (voice !== id) throw new ConfigurationError(`${program} was not said to have a voice "${voice}".`);
      const placeholders = { lang: language, voice, rate: String(sampleRate) };
      let hasSpoken = false;
      for await (const phrase of phrasesOf(text, signal)) {
        const input = Buffer.from(`${phrase}\n`);
        const written = await runProgram({ command, timeoutMs, placeholders, input, signal });
        for await (const samples of output === "wav"
          ? wavSamples(written, sampleRate, program)
          : [bareSamples(written)]) {
          if (samples.length === 0) continue;
          yield samples;
          hasSpoken = true;
        }
      }
      if (!hasSpoken) throw new SynthesisError("text_not_speakable", `${program} made no sound of the text.`);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** What a program writes to a pipe has lengths in its header that it could not know yet. */
async function* wavSamples(
  written: Uint8Array,
  sampleRate: number,
  program: string,
): AsyncGenerator<Float32Array> {
  const frames = decodeAudio(written, { fileName: `what ${program} wrote` });
  try {
    for await (const { samples } of convertFrames(frames, { sampleRate, channels: 1, quality: "fast" }))
      yield samples;
  } catch (error) {
    if (!(AudioFormatError.isInstance(error) && error.code === "truncated_audio")) throw error;
  }
}

function bareSamples(written: Uint8Array): Float32Array {
  return int16ToFloat32(bytesToInt16(written.subarray(0, written.length - (written.length % 2))));
}

function programName(program: string): string {
  return program.replace(/^.*[\\/]/, "").replace(/\.exe$/i, "");
}
