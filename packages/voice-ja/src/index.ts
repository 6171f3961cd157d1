/**
 * A Japanese voice for one machine: Open JTalk as WebAssembly. Begin with {@link createVoice}.
 *
 * @module @kotoba/voice-ja
 */

export { ConfigurationError, KotobaError } from "@kotoba/core";
export { createVoice, type VoiceOptions } from "./create-voice.ts";
export type { JapaneseVoice, SpeakOptions, Speech } from "./japanese-voice.ts";
