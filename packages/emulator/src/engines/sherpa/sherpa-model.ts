import { ConfigurationError } from "@kotoba/core";
import { hasMetadata, ModelFolder } from "./model-folder.ts";
import type { SherpaConfig } from "./sherpa-package.ts";

/** A model as the child process is to load it: `online` recognises while one speaks, `offline` whole utterances, `tts` speaks. */
export interface SherpaModel<Kind extends SherpaKind = SherpaKind> {
  readonly kind: Kind;
  readonly config: SherpaConfig;
}

export type SherpaKind = "online" | "offline" | "tts";

const RECOGNITION_LAYOUTS = [
  "a transducer (encoder….onnx, decoder….onnx, joiner….onnx, tokens.txt)",
  "whisper (NAME-encoder.onnx, NAME-decoder.onnx, NAME-tokens.txt)",
  "SenseVoice (model.onnx, tokens.txt)",
];
const SYNTHESIS_LAYOUTS = [
  "kokoro (model.onnx, voices.bin, tokens.txt, espeak-ng-data)",
  "vits or piper (one NAME.onnx, tokens.txt, and espeak-ng-data or lexicon.txt if the model needs them)",
];
/** What the metadata of a streaming transducer's encoder have. */
const STREAMING_KEY = "decode_chunk_len";
const RUN = { numThreads: 1, provider: "cpu", debug: 0 };

/**
 * The recogniser in a folder, by the names of its files.
 *
 * @throws {ConfigurationError} when there is none that is known.
 */
export function recognitionModel(path: string, language: string): SherpaModel<"online" | "offline"> {
  const folder = new ModelFolder(path);
  const encoder = folder.model(/(^|-)encoder/);
  const decoder = folder.model(/(^|-)decoder/);
  const joiner = folder.model(/(^|-)joiner/);
  const model = folder.model(/^model$/);
  const tokens = folder.find(/(^|-)tokens\.txt$/);
  if (tokens === undefined) throw unknownModel(folder, RECOGNITION_LAYOUTS);
  if (encoder !== undefined && decoder !== undefined && joiner !== undefined) {
    const kind = hasMetadata(encoder, STREAMING_KEY) ? "online" : "offline";
    return recogniser(kind, { transducer: { encoder, decoder, joiner }, tokens });
  }
  const whisper = { encoder: folder.model(/.-encoder$/), decoder: folder.model(/.-decoder$/) };
  if (whisper.encoder !== undefined && whisper.decoder !== undefined) {
    const { encoder, decoder } = whisper;
    return recogniser("offline", { whisper: { encoder, decoder, language, task: "transcribe" }, tokens });
  }
  if (model !== undefined && folder.modelNames.length === 1) {
    return recogniser("offline", { senseVoice: { model, language, useInverseTextNormalization: 1 }, tokens });
  }
  throw unknownModel(folder, RECOGNITION_LAYOUTS);
}

/**
 * The synthesiser in a folder, by the names of its files.
 *
 * @throws {ConfigurationError} when there is none that is known.
 */
export function synthesisModel(path: string): SherpaModel<"tts"> {
  const folder = new ModelFolder(path);
  const model = folder.model(/(?:)/);
  const tokens = folder.find(/^tokens\.txt$/);
  const isOneModel =
    folder.modelNames.length === 1 && !/^model-steps|^(en|de)coder/.test(folder.modelNames[0] ?? "");
  if (model === undefined || tokens === undefined || !isOneModel)
    throw unknownModel(folder, SYNTHESIS_LAYOUTS);
  const voices = folder.find(/^voices\.bin$/);
  const files = {
    model,
    tokens,
    // Kokoro brings British English beside American: one of them, as both have the same words.
    lexicon: folder.all(/^lexicon(?!-gb-en).*\.txt$/).join(","),
    dataDir: folder.find(/^espeak-ng-data$/) ?? "",
  };
  return {
    kind: "tts",
    config: {
      model: { ...(voices === undefined ? { vits: files } : { kokoro: { ...files, voices } }), ...RUN },
      ruleFsts: folder.all(/\.fst$/).join(","),
      ruleFars: folder.all(/\.far$/).join(","),
      maxNumSentences: 1,
    },
  };
}

function recogniser<Kind extends SherpaKind>(kind: Kind, model: SherpaConfig): SherpaModel<Kind> {
  return {
    kind,
    config: { featConfig: { sampleRate: 16_000, featureDim: 80 }, modelConfig: { ...model, ...RUN } },
  };
}

function unknownModel({ path, modelNames }: ModelFolder, layouts: readonly string[]): ConfigurationError {
  const found = modelNames.length === 0 ? "no file NAME.onnx" : `${modelNames.join(", ")} (.onnx)`;
  return new ConfigurationError(
    `${path} holds no model of sherpa-onnx that is known here, but ${found}. Looked for: ${layouts.join("; ")}.`,
  );
}
