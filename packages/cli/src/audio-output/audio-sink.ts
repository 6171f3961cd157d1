import type { AudioChunk } from "@kotoba/sdk";

/** Some audio on its way out. */
export type OutgoingAudio = Pick<AudioChunk, "data" | "audioFormat" | "sampleRate">;

/** Takes the audio to its end, and resolves when nothing of it is left to do. */
export type AudioSink = (chunks: AsyncIterable<OutgoingAudio>) => Promise<void>;
