import { captionCues } from "./caption-cues.ts";
import { type CaptionOptions, captionLimits } from "./caption-options.ts";
import { type CaptionInput, captionSegments } from "./caption-segments.ts";
import { captionTime } from "./caption-time.ts";

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * Writes captions as a WebVTT file (`.vtt`), for the `<track>` of a video. Words and very short segments are merged into
 * readable captions, long ones are divided, lines are broken by the rules of Japanese, Chinese, Korean and English.
 *
 * @param input a transcript made with timestamps, or its segments
 * @returns the file, ending with one newline; only its header when there is nothing to show
 * @throws ConfigurationError when the transcript has no segments, a time is negative or not a number (the message gives
 * the index of the segment), or an option is out of its range
 * @example
 * const result = await asr.transcribe("talk.mp3", { withTimestamps: true });
 * await writeFile("talk.vtt", toVtt(result));
 */
export function toVtt(input: CaptionInput, options: CaptionOptions = {}): string {
  const limits = captionLimits(options);
  const cues = captionCues(captionSegments(input), limits).map(({ startMs, endMs, lines }) => {
    const times = `${captionTime(startMs, ".")} --> ${captionTime(endMs, ".")}`;
    return `\n${[times, ...lines.map(escapeText)].join("\n")}\n`;
  });
  return `WEBVTT\n${cues.join("")}`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}
