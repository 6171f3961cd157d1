import type { SherpaModel } from "./sherpa-model.ts";
import type { SherpaResult } from "./sherpa-package.ts";

/** What the child process is to load, its first message. */
export interface SherpaSettings {
  /** The file of the package. */
  readonly module: string;
  readonly model: SherpaModel;
}

/**
 * - `listen`: takes more samples (16 kHz) of a streamed utterance, which begins with them if it is new;
 * - `finish`: ends a streamed utterance; `forget`: drops it, if it is there;
 * - `recognize`: takes a whole utterance;
 * - `speak`: takes a phrase.
 */
export type SherpaRequest =
  | { readonly type: "listen"; readonly utterance: number; readonly samples: Float32Array }
  | { readonly type: "finish" | "forget"; readonly utterance: number }
  | { readonly type: "recognize"; readonly samples: Float32Array }
  | { readonly type: "speak"; readonly text: string; readonly speaker: number };

export type SherpaAnswer =
  | { readonly result: SherpaResult }
  | { readonly samples: Float32Array; readonly sampleRate: number }
  | { readonly failure: string };

export interface SherpaCall {
  readonly call: number;
  readonly request: SherpaRequest;
}

export interface SherpaReply {
  readonly call: number;
  readonly answer: SherpaAnswer;
}
