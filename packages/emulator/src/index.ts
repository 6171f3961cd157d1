/**
 * A server for one machine that speaks the wire contract of the services and has real engines inside: for development and tests without a
 * key. Begin with {@link startEmulator}.
 *
 * @module @kotoba/emulator
 */

export { type Emulator, type EmulatorUrls, startEmulator } from "./emulator.ts";
export type { EmulatorOptions } from "./emulator-options.ts";
export {
  createExternalRecognitionEngine,
  type ExternalRecognitionOptions,
} from "./engines/external/external-recognition-engine.ts";
export {
  createExternalSynthesisEngine,
  type ExternalSynthesisOptions,
} from "./engines/external/external-synthesis-engine.ts";
export {
  createExternalTranslationEngine,
  type ExternalTranslationOptions,
} from "./engines/external/external-translation-engine.ts";
export type { ProgramOptions } from "./engines/external/program.ts";
export type { TextFormat } from "./engines/external/program-text.ts";
export { createFliteEngine } from "./engines/flite/flite-engine.ts";
export {
  createKnownRecordingsEngine,
  type KnownRecording,
  type KnownRecordingsOptions,
} from "./engines/known-recordings/known-recordings-engine.ts";
export { createPhraseTableEngine } from "./engines/phrase-table/phrase-table-engine.ts";
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
export {
  createScriptedTranslationEngine,
  type ScriptedTranslationOptions,
} from "./engines/scripted-translation-engine.ts";
export {
  createSherpaRecognitionEngine,
  type SherpaRecognitionOptions,
} from "./engines/sherpa/sherpa-recognition-engine.ts";
export {
  createSherpaSynthesisEngine,
  type SherpaSynthesisOptions,
} from "./engines/sherpa/sherpa-synthesis-engine.ts";
export type { SynthesisEngine, SynthesisOptions, SynthesisVoice } from "./engines/synthesis-engine.ts";
export { SynthesisError } from "./engines/synthesis-error.ts";
export type {
  Translation,
  TranslationEngine,
  TranslationOptions,
  TranslationPair,
} from "./engines/translation-engine.ts";
export { createVoiceJaEngine } from "./engines/voice-ja/voice-ja-engine.ts";
export { wordErrorRate } from "./engines/word-error-rate.ts";
export type { Fault } from "./faults/fault.ts";
export { type FaultProxy, type FaultProxyOptions, startFaultProxy } from "./faults/fault-proxy.ts";
export { parseFault } from "./faults/parse-fault.ts";
export { type SampleRecording, sampleRecordings } from "./recordings.ts";
export {
  type ReplayDifference,
  type ReplayOptions,
  type ReplayReport,
  replayLog,
} from "./replay/replay-log.ts";
export type {
  CodedError,
  ContractError,
  ErrorMoment,
  FrameErrorAnswer,
  HttpErrorAnswer,
  LiveError,
  LiveOperation,
  RestError,
  RestOperation,
  Scenario,
  ScenarioAnswer,
  ScenarioError,
  ScenarioLatency,
  ScenarioOperation,
} from "./scenario/scenario.ts";
export type { S2stText } from "./socket/live-translation.ts";
export { TRAFFIC_CHANNEL, type TrafficMessage } from "./traffic/traffic-channel.ts";
export type {
  CloseRecord,
  FrameRecord,
  OpenRecord,
  RequestRecord,
  ResponseRecord,
  TrafficBody,
  TrafficRecord,
  UploadedFile,
} from "./traffic/traffic-record.ts";
