import { MAX_SAMPLE_RATE } from "../audio-format.ts";
import { checkWholeNumber } from "../check-whole-number.ts";
import { checkSeconds } from "./check-seconds.ts";

/** One piece of audio, as it comes: mono samples of full scale -1 to 1, in chunks that follow each other without a gap. */
export type SpeechPiece = AsyncIterable<Float32Array> | Iterable<Float32Array>;

/** How pieces of audio are joined. */
export interface JoinOptions {
  /** Samples a second, in Hz: a whole number from 1 to 768000. The same for all pieces. */
  readonly sampleRate: number;
  /** Silence between two pieces, in seconds. Default 0. */
  readonly pauseSeconds?: number | undefined;
  /** How long the fade at an end is that would click, in seconds: so much of a piece is held back. Default 0.005. */
  readonly fadeSeconds?: number | undefined;
}

/** What lies so near to zero (-60 dBFS) can begin and end without a click. */
const CLICK_THRESHOLD = 0.001;

/**
 * Joins pieces of audio, such as sentences that were synthesised one by one, to a stream without gaps and clicks. A piece
 * that does not begin or end near zero is faded there; everything else passes as it is, and nothing overlaps: the stream is
 * exactly as long as its pieces and the pauses between them. (A piece without samples has no pause.) How the pieces are
 * divided into chunks changes nothing about the samples.
 *
 * A piece is read when the one before has ended.
 *
 * @throws ConfigurationError for an option out of range: at once, before anything is read. What a piece throws comes out
 *   unchanged.
 *
 * @example
 * async function* sentences() {
 *   for (const text of ["一つ目。", "二つ目。"]) yield synthesize(text);
 * }
 * for await (const samples of joinSpeech(sentences(), { sampleRate: 24_000, pauseSeconds: 0.3 })) play(samples);
 */
export function joinSpeech(
  pieces: AsyncIterable<SpeechPiece> | Iterable<SpeechPiece>,
  options: JoinOptions,
): AsyncGenerator<Float32Array, void, void> {
  const { sampleRate, pauseSeconds = 0, fadeSeconds = 0.005 } = options;
  checkWholeNumber("sampleRate", sampleRate, MAX_SAMPLE_RATE);
  checkSeconds("pauseSeconds", pauseSeconds);
  checkSeconds("fadeSeconds", fadeSeconds);
  return join(pieces, Math.round(sampleRate * pauseSeconds), Math.round(sampleRate * fadeSeconds));
}

async function* join(
  pieces: AsyncIterable<SpeechPiece> | Iterable<SpeechPiece>,
  pauseSamples: number,
  fadeSamples: number,
): AsyncGenerator<Float32Array, void, void> {
  // Half a cosine: it leaves zero, and reaches one, without a corner.
  const gains = Float32Array.from(
    { length: fadeSamples },
    (_, i) => (1 - Math.cos((Math.PI * i) / fadeSamples)) / 2,
  );
  let isPauseDue = false;
  for await (const piece of pieces) {
    let hasBegun = false;
    for await (const samples of fadeEnds(piece, gains)) {
      if (!hasBegun && isPauseDue && pauseSamples > 0) yield new Float32Array(pauseSamples);
      hasBegun = true;
      yield samples;
    }
    isPauseDue ||= hasBegun;
  }
}

/** Gives a piece, and holds back what may be its end. No chunk is empty. */
async function* fadeEnds(piece: SpeechPiece, gains: Float32Array): AsyncGenerator<Float32Array, void, void> {
  let held = new Float32Array(0);
  let position = 0;
  let fadesIn = false;
  for await (const chunk of piece) {
    if (position === 0) fadesIn = wouldClick(chunk[0]);
    const samples = new Float32Array(held.length + chunk.length);
    samples.set(held);
    samples.set(chunk, held.length);
    if (fadesIn) fade(samples.subarray(held.length), gains.subarray(position));
    position += chunk.length;
    const ready = Math.max(0, samples.length - gains.length);
    held = samples.subarray(ready);
    if (ready > 0) yield samples.subarray(0, ready);
  }
  // Outwards is inwards, seen from the end.
  if (wouldClick(held.at(-1))) fade(held.reverse(), gains).reverse();
  if (held.length > 0) yield held;
}

function wouldClick(sample: number | undefined): boolean {
  return sample !== undefined && Math.abs(sample) > CLICK_THRESHOLD;
}

/** Multiplies the first samples by the gains, in place. */
function fade(samples: Float32Array, gains: Float32Array): Float32Array {
  const length = Math.min(samples.length, gains.length);
  for (let i = 0; i < length; i++) samples[i] = (samples[i] as number) * (gains[i] as number);
  return samples;
}
