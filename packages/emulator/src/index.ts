export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator.ts";
export { createFliteEngine } from "./engines/flite/flite-engine.ts";
export {
  createPocketsphinxEngine,
  type PocketsphinxEngine,
  type PocketsphinxEngineOptions,
} from "./engines/pocketsphinx/pocketsphinx-engine.ts";
export type {
  Recognition,
  RecognitionEngine,
  RecognitionOptions,
  RecognitionProgress,
  RecognizedUtterance,
  RecognizedWord,
} from "./engines/recognition-engine.ts";
export {
  createScriptedEngine,
  type ScriptedAnswer,
  type ScriptedEngineOptions,
} from "./engines/scripted-engine.ts";
export {
  createScriptedSynthesisEngine,
  type ScriptedPhrase,
  type ScriptedSynthesisOptions,
} from "./engines/scripted-synthesis-engine.ts";
export type { SynthesisEngine, SynthesisOptions, SynthesisVoice } from "./engines/synthesis-engine.ts";
export { SynthesisError } from "./engines/synthesis-error.ts";
export { wordErrorRate } from "./engines/word-error-rate.ts";
export { type SampleRecording, sampleRecordings } from "./recordings.ts";
