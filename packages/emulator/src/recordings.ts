import { join } from "node:path";
import { pocketsphinxPackage } from "./engines/pocketsphinx/pocketsphinx-package.ts";

/** A recording of a person speaking, with what was said. */
export interface SampleRecording {
  /** What to pick it by, for example `goforward`. */
  readonly name: string;
  /** Where the file lies. */
  readonly path: string;
  /** ISO 639-1 code. */
  readonly language: "en";
  /** Lower case, without punctuation. */
  readonly transcript: string;
  /** A WAV file, or bare samples; both 16 kHz, 16 bits, mono. */
  readonly format: "wav" | "raw";
  /** Where the recording comes from. */
  readonly attribution: string;
}

const sphinx = "CMU Sphinx project, test data of pocketsphinx";
const librivox = "Sense and Sensibility by Jane Austen, read for LibriVox (public domain)";

const testData = join(pocketsphinxPackage(), "pocketsphinx/test/data");

/**
 * Real recordings that come with the recognition engine. The transcripts are the package's, except that "mister" is spelled "mr", as
 * the engine's dictionary and most writing have it, and a slip in `sense-0920` ("a more a amiable") is mended after the book.
 */
export const sampleRecordings: readonly SampleRecording[] = [
  raw("goforward", "go forward ten meters"),
  raw("something", "go somewhere and do something"),
  sense(
    "0870",
    "and mr john dashwood had then leisure to consider how much there might be prudently in his power to do for them",
  ),
  sense("0880", "he was not an ill disposed young man"),
  sense("0890", "unless to be rather cold hearted and rather selfish is to be ill disposed"),
  sense(
    "0920",
    "had he married a more amiable woman he might have been made still more respectable than he was",
  ),
  sense("0930", "he might even have been made amiable himself"),
];

function raw(name: string, transcript: string): SampleRecording {
  const path = join(testData, `${name}.raw`);
  return { name, path, language: "en", transcript, format: "raw", attribution: sphinx };
}

function sense(part: string, transcript: string): SampleRecording {
  const path = join(testData, "librivox", `sense_and_sensibility_01_austen_64kb-${part}.wav`);
  return { name: `sense-${part}`, path, language: "en", transcript, format: "wav", attribution: librivox };
}
