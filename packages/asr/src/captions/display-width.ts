import { graphemes } from "./text-segmenters.ts";

const ZERO_WIDTH = /^[\p{M}\p{Cf}\p{Cc}\u1160-\u11FF]$/u;
const EMOJI = /\p{Emoji_Presentation}|\uFE0F/u;
/** East Asian Width W and F, but for emoji. Ambiguous characters (`…`, `“`, `—`) count as narrow. */
const FULL_WIDTH =
  /^[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{1B2FF}\u{20000}-\u{3FFFD}]$/u;
const ASCII = /^[\x20-\x7E]*$/;

/**
 * The width of a text in columns, as a fixed-width screen shows it: 2 for each full-width character and emoji, 0 for
 * combining and invisible ones, 1 for all others.
 */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const grapheme of graphemes(text)) columns += graphemeWidth(grapheme);
  return columns;
}

/**
 * For each index of `text`, and for its length, how many columns lie before it. Inside a character made of several code
 * units the count is that of its beginning.
 */
export function columnOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let index = 0;
  let columns = 0;
  for (const grapheme of graphemes(text)) {
    offsets.fill(columns, index, index + grapheme.length);
    index += grapheme.length;
    columns += graphemeWidth(grapheme);
  }
  offsets[index] = columns;
  return offsets;
}

function graphemeWidth(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2;
  let columns = 0;
  for (const character of grapheme) {
    if (!ZERO_WIDTH.test(character)) columns += FULL_WIDTH.test(character) ? 2 : 1;
  }
  return columns;
}
