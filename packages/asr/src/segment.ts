/** A stretch of a transcript with its place in the audio: a phrase, a sentence or a single word. */
export interface Segment {
  /** What was said. */
  readonly text: string;
  /** Where it begins, in seconds from the start of the audio. */
  readonly start: number;
  /** Where it ends, in seconds from the start of the audio. */
  readonly end: number;
}
