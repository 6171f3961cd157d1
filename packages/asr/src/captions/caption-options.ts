import { ConfigurationError } from "@kotoba/core";

/** How captions are laid out. Every option has a default that suits subtitles under a video. */
export interface CaptionOptions {
  /**
   * The longest line, in columns: a full-width character (Japanese, Chinese, Korean) takes two, any other one. A whole
   * number from 2. Default 42, which is 21 full-width characters. Only a single unbreakable word, say a long URL, is
   * ever wider.
   */
  readonly maxColumns?: number | undefined;
  /** The most lines shown at once. A whole number from 1. Default 2. */
  readonly maxLines?: number | undefined;
  /** The longest time that a caption stays, in seconds, from 1. Default 7. */
  readonly maxCueSeconds?: number | undefined;
}

/** The limits that a caption keeps to. */
export interface CaptionLimits {
  readonly maxColumns: number;
  readonly maxLines: number;
  readonly maxCueSeconds: number;
}

/**
 * Fills in the defaults.
 *
 * @throws ConfigurationError when an option is out of its range; the message names it.
 */
export function captionLimits(options: CaptionOptions): CaptionLimits {
  const { maxColumns = 42, maxLines = 2, maxCueSeconds = 7 } = options;
  requireWholeNumber("maxColumns", maxColumns, 2);
  requireWholeNumber("maxLines", maxLines, 1);
  if (!(maxCueSeconds >= 1)) {
    throw new ConfigurationError(`maxCueSeconds must be a number of seconds from 1, not ${maxCueSeconds}.`);
  }
  return { maxColumns, maxLines, maxCueSeconds };
}

function requireWholeNumber(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new ConfigurationError(`${name} must be a whole number from ${least}, not ${value}.`);
}
