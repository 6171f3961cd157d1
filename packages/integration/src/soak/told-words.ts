import type { RecognizedWord } from "@kotoba/emulator";
import type { Gap } from "@kotoba/sdk";
import { SoakFailure } from "./soak-run.ts";

/** Of speech that is cut off by a gap so much may not be known again: less than 0.4 s is no utterance, and the words' times are estimated. */
const EDGE_SECONDS = 0.6;

/**
 * Checks that words were told in the order in which they were said, each once at most, and that none is missing but in the gaps.
 *
 * @throws {SoakFailure}
 */
export function requireWords(
  told: readonly string[],
  said: readonly RecognizedWord[],
  gaps: readonly Gap[],
): void {
  // How many of the words told may be accounted for by those said so far: a word in a gap may have been told before it was lost.
  let accounted = new Set([0]);
  for (const word of said) {
    const withIt = [...accounted].filter((count) => told[count] === word.text).map((count) => count + 1);
    const next = new Set(isInGap(word, gaps) ? [...accounted, ...withIt] : withIt);
    if (next.size === 0)
      fail(`"${word.text}" at ${word.start.toFixed(2)} s is missing, or not in its place`, told, said, gaps);
    accounted = next;
  }
  if (!accounted.has(told.length)) fail("More was told than was said", told, said, gaps);
}

function isInGap({ start, end }: RecognizedWord, gaps: readonly Gap[]): boolean {
  return gaps.some(
    ({ fromSeconds, toSeconds }) => start < toSeconds + EDGE_SECONDS && end > fromSeconds - EDGE_SECONDS,
  );
}

function fail(
  what: string,
  told: readonly string[],
  said: readonly RecognizedWord[],
  gaps: readonly Gap[],
): never {
  const spoken = said.map(({ text, start }) => `${text}@${start.toFixed(1)}`).join(" ");
  throw new SoakFailure(
    `${what}.\n  told: ${told.join(" ")}\n  said: ${spoken}\n  gaps: ${JSON.stringify(gaps)}`,
  );
}

/** The words of a text. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
