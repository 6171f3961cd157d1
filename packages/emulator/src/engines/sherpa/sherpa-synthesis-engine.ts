import { basename, resolve } from "node:path";
import { type AudioFrames, convertFrames } from "@kotoba/audio";
import { abortable, ConfigurationError } from "@kotoba/core";
import { phrasesOf } from "../phrases.ts";
import { PlaceQueue } from "../place-queue.ts";
import type { SynthesisEngine, SynthesisVoice } from "../synthesis-engine.ts";
import { SynthesisError } from "../synthesis-error.ts";
import { synthesisModel } from "./sherpa-model.ts";
import { sherpaPackage } from "./sherpa-package.ts";
import { SherpaProcess } from "./sherpa-process.ts";

const DEFAULT_SAMPLE_RATE = 24_000;

/** A model of sherpa-onnx that speaks. */
export interface SherpaSynthesisOptions {
  /** The folder with its files: vits (of which piper's voices are) or kokoro. */
  readonly model: string;
  /** ISO 639-1 code of the language that it is to speak. */
  readonly language: string;
  /** Which of its speakers, from 0 on. Default 0. */
  readonly speaker?: number | undefined;
  /** The voice, for clients. Default: the folder's name. */
  readonly voice?: string | undefined;
  /** Whether clients that ask for a man or a woman of the service get this voice. Default `female`. */
  readonly gender?: SynthesisVoice["gender"] | undefined;
  /** Samples a second of what comes out; a model of another rate is converted. Default 24,000. */
  readonly sampleRate?: number | undefined;
}

/**
 * Creates a synthesiser on a model of yours, run by the package `sherpa-onnx-node`, which you install. Syntheses that run at once take
 * turns, a phrase each.
 *
 * The model is loaded when it is first needed, in a process of its own, which lasts until the engine is disposed of. A model that it
 * cannot work with ends that process: the synthesis then fails with what it said, and the next one starts another.
 *
 * @throws {ConfigurationError} when the package is not installed, and when the folder holds no model that is known.
 */
export function createSherpaSynthesisEngine(options: SherpaSynthesisOptions): SynthesisEngine {
  return sherpaSynthesisEngine(options, sherpaPackage());
}

/** The same with the file of the package, or of what stands in for it. */
export function sherpaSynthesisEngine(options: SherpaSynthesisOptions, module: string): SynthesisEngine {
  const {
    model: folder,
    language,
    speaker = 0,
    gender = "female",
    sampleRate = DEFAULT_SAMPLE_RATE,
  } = options;
  const id = options.voice ?? basename(resolve(folder));
  if (!Number.isSafeInteger(speaker) || speaker < 0) {
    throw new ConfigurationError(`The speaker of a model must be a whole number from 0 on, not ${speaker}.`);
  }
  const process = new SherpaProcess(folder, { module, model: synthesisModel(folder) });
  const places = new PlaceQueue(1);

  async function* speak(text: string, signal: AbortSignal | undefined): AsyncGenerator<AudioFrames> {
    await places.take(signal);
    // A phrase that nobody wants any more keeps its place until the model is done with it.
    const spoken = process.call({ type: "speak", text, speaker }).finally(() => places.give());
    const answer = await abortable(spoken, signal);
    if ("samples" in answer) yield { samples: answer.samples, sampleRate: answer.sampleRate, channels: 1 };
  }

  return {
    name: "sherpa-onnx",
    languages: [language],
    voices: [{ id, language, gender, description: `spoken by ${id}`, sampleRate }],
    async *synthesize({ text, language: asked, voice = id, signal }) {
      signal?.throwIfAborted();
      if (asked !== language) {
        throw new ConfigurationError(`The model in ${folder} was not said to speak ${asked}.`);
      }
      if (voice !== id) throw new ConfigurationError(`The model in ${folder} has no voice "${voice}".`);
      let hasSpoken = false;
      for await (const phrase of phrasesOf(text, signal)) {
        const speech = speak(phrase, signal);
        for await (const { samples } of convertFrames(speech, { sampleRate, channels: 1, quality: "fast" })) {
          if (samples.length === 0) continue;
          yield samples;
          hasSpoken = true;
        }
      }
      if (!hasSpoken) {
        throw new SynthesisError("text_not_speakable", `The model in ${folder} made no sound of the text.`);
      }
    },
    async [Symbol.asyncDispose]() {
      places.close(new Error("The sherpa-onnx engine is closed."));
      await process[Symbol.asyncDispose]();
    },
  };
}
