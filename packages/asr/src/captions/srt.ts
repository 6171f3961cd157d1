import { captionCues } from "./caption-cues.ts";
import { type CaptionOptions, captionLimits } from "./caption-options.ts";
import { type CaptionInput, captionSegments } from "./caption-segments.ts";
import { captionTime } from "./caption-time.ts";

/**
 * Writes captions as a SubRip file (`.srt`). Words and very short segments are merged into readable captions, long ones
 * are divided, lines are broken by the rules of Japanese, Chinese, Korean and English.
 *
 * @param input a transcript made with timestamps, or its segments
 * @returns the file, ending with one newline; an empty text when there is nothing to show
 * @throws ConfigurationError when the transcript has no segments, a time is negative or not a number (the message gives
 * the index of the segment), or an option is out of its range
 * @example
 * const result = await asr.transcribe("talk.mp3", { withTimestamps: true });
 * await writeFile("talk.srt", toSrt(result));
 */
export function toSrt(input: CaptionInput, options: CaptionOptions = {}): string {
  const limits = captionLimits(options);
  // SubRip has no escapes; a reader could take the arrow for a line of times.
  const segments = captionSegments(input).map((segment) => ({
    ...segment,
    text: segment.text.replaceAll("-->", "-- >"),
  }));
  return captionCues(segments, limits)
    .map(({ startMs, endMs, lines }, index) => {
      const times = `${captionTime(startMs, ",")} --> ${captionTime(endMs, ",")}`;
      return `${[index + 1, times, ...lines].join("\n")}\n`;
    })
    .join("\n");
}
