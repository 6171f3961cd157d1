import { readFileSync } from "node:fs";
import { type SampleRecording, sampleRecordings } from "../recordings.ts";

/** All of these WAV files have the shortest header there is. */
const WAV_HEADER_BYTES = 44;

/** A sample recording by its name, with its samples; for tests. */
export function recordedSamples(name: string): { recording: SampleRecording; samples: Int16Array } {
  const recording = sampleRecordings.find((candidate) => candidate.name === name);
  if (recording === undefined) throw new Error(`There is no sample recording named ${name}.`);
  const file = readFileSync(recording.path);
  const bytes = recording.format === "wav" ? file.subarray(WAV_HEADER_BYTES) : file;
  const samples = Int16Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readInt16LE(index * 2));
  return { recording, samples };
}
