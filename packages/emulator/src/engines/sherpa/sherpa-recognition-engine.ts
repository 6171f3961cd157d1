import { abortable, ConfigurationError } from "@kotoba/core";
import type { Recognition, RecognitionEngine, RecognitionOptions } from "../recognition-engine.ts";
import { recognitionModel } from "./sherpa-model.ts";
import { sherpaPackage } from "./sherpa-package.ts";
import { SherpaProcess } from "./sherpa-process.ts";
import { SherpaRecognition } from "./sherpa-recognition.ts";

/** A model of sherpa-onnx that recognises. */
export interface SherpaRecognitionOptions {
  /** The folder with its files: a transducer (streaming or not), whisper or SenseVoice. */
  readonly model: string;
  /** ISO 639-1 code of the language that it is to understand. */
  readonly language: string;
}

/**
 * Creates a recogniser on a model of yours, run by the package `sherpa-onnx-node`, which you install. The audio is cut at its pauses. Streaming
 * transducers tell the text as it is spoken, the other models when an utterance has ended.
 *
 * The model is loaded when it is first needed, in a process of its own, which lasts until the engine is disposed of. A model that it
 * cannot work with ends that process: the recognition then rejects with what it said, and the next one starts another.
 *
 * @throws {ConfigurationError} when the package is not installed, and when the folder holds no model that is known.
 */
export function createSherpaRecognitionEngine(options: SherpaRecognitionOptions): RecognitionEngine {
  return sherpaRecognitionEngine(options, sherpaPackage());
}

/** The same with the file of the package, or of what stands in for it. */
export function sherpaRecognitionEngine(
  { model: folder, language }: SherpaRecognitionOptions,
  module: string,
): RecognitionEngine {
  const model = recognitionModel(folder, language);
  const process = new SherpaProcess(folder, { module, model });
  let utterances = 0;
  return {
    name: "sherpa-onnx",
    languages: [language],
    async open(options: RecognitionOptions): Promise<Recognition> {
      const { signal } = options;
      signal?.throwIfAborted();
      if (options.language !== language) {
        throw new ConfigurationError(
          `The model in ${folder} was not said to understand ${options.language}.`,
        );
      }
      return new SherpaRecognition(options, {
        isStreaming: model.kind === "online",
        nextUtterance: () => ++utterances,
        ask: async (request) => {
          const answer = await abortable(process.call(request), signal);
          return "result" in answer ? answer.result : { text: "" };
        },
        forget: (utterance) => process.tell({ type: "forget", utterance }),
      });
    },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
