import type { CaptionFormat } from "../output/caption-file.ts";
import type { TurnPair } from "./pair-turns.ts";

/** A caption stays for so long, unless the next begins sooner. */
const LEAST_SECONDS = 2;

/** The two languages of a talk, by their codes. */
export interface LanguagePair {
  readonly from: string;
  readonly to: string;
}

/** Captions of two lines: what was said, and its translation. Long lines are left for the player to break. */
export function captionPairs(
  pairs: readonly TurnPair[],
  { from, to }: LanguagePair,
  format: CaptionFormat,
): string {
  const cues = pairs.map(({ start, end, source, target }, index) => {
    const until = Math.min(
      Math.max(end, start + LEAST_SECONDS),
      pairs[index + 1]?.start ?? Number.POSITIVE_INFINITY,
    );
    const lines = [source.join(separator(from)), target.join(separator(to))].filter((line) => line !== "");
    return format === "srt"
      ? [String(index + 1), times(start, until, ","), ...lines.map(withoutArrow)]
      : [times(start, until, "."), ...lines.map(escaped)];
  });
  const head = format === "srt" ? [] : [["WEBVTT"]];
  return [...head, ...cues].map((lines) => `${lines.join("\n")}\n`).join("\n");
}

/** What parts sentences. */
function separator(language: string): string {
  return language === "ja" || language === "zh" ? "" : " ";
}

function times(start: number, end: number, decimalMark: "," | "."): string {
  return [start, end].map((seconds) => captionTime(seconds, decimalMark)).join(" --> ");
}

function captionTime(seconds: number, decimalMark: "," | "."): string {
  const milliseconds = Math.round(seconds * 1000);
  const hours = String(Math.floor(milliseconds / 3_600_000)).padStart(2, "0");
  const rest = new Date(milliseconds % 3_600_000).toISOString().slice(14, 23);
  return `${hours}:${rest.replace(".", decimalMark)}`;
}

/** SubRip has no escapes; a reader could take the arrow for a line of times. */
function withoutArrow(line: string): string {
  return line.replaceAll("-->", "-- >");
}

function escaped(line: string): string {
  return line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
