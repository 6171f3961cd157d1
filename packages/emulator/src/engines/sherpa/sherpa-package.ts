import { createRequire } from "node:module";
import { ConfigurationError } from "@kotoba/core";

/** What is used of `sherpa-onnx-node`. Every call blocks its thread, and one that dislikes a model ends its process. */
export interface SherpaPackage {
  readonly OnlineRecognizer: new (
    config: SherpaConfig,
  ) => SherpaRecognizer & {
    isReady(stream: SherpaStream): boolean;
  };
  readonly OfflineRecognizer: new (config: SherpaConfig) => SherpaRecognizer;
  readonly OfflineTts: new (config: SherpaConfig) => SherpaSynthesizer;
}

/** The settings of a model, as the package has them. */
export interface SherpaConfig {
  readonly [name: string]: string | number | SherpaConfig;
}

export interface SherpaRecognizer {
  createStream(): SherpaStream;
  decode(stream: SherpaStream): void;
  getResult(stream: SherpaStream): SherpaResult;
}

export interface SherpaStream {
  acceptWaveform(audio: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  /** Of streaming models only. */
  inputFinished?(): void;
}

export interface SherpaResult {
  readonly text: string;
  /** Pieces of the text; a space or `▁` begins a word. */
  readonly tokens?: readonly string[];
  /** When each piece begins, in seconds. */
  readonly timestamps?: readonly number[];
}

export interface SherpaSynthesizer {
  readonly numSpeakers: number;
  generate(request: {
    readonly text: string;
    readonly sid: number;
    readonly speed: number;
    readonly enableExternalBuffer: boolean;
  }): { readonly samples: Float32Array; readonly sampleRate: number };
}

const NAME = "sherpa-onnx-node";

/**
 * The file of the installed package, which is not loaded.
 *
 * @throws {ConfigurationError} when it is not installed.
 */
export function sherpaPackage(): string {
  try {
    return createRequire(import.meta.url).resolve(NAME);
  } catch (cause) {
    throw new ConfigurationError(
      `Models of sherpa-onnx need the package ${NAME}, which is not installed. ` +
        `Install it beside @kotoba/emulator: npm install ${NAME} (it is native, and holds code under the GPL).`,
      { cause },
    );
  }
}
