import { type TranscriptResult, toSrt, toVtt } from "@kotoba/sdk";
import { clockTime } from "./clock-time.ts";
import { jsonDocument } from "./json-document.ts";

/** The ways to print a transcript. */
export type TranscriptFormat = "text" | "json" | "srt" | "vtt";

/** A transcript as it goes to standard output, ending with a line break. */
export function formatTranscript(result: TranscriptResult, format: TranscriptFormat): string {
  switch (format) {
    case "json":
      return jsonDocument(result);
    case "srt":
      return toSrt(result);
    case "vtt":
      return toVtt(result);
    case "text":
      return `${result.segments?.map(timedLine).join("\n") ?? result.text}\n`;
  }
}

function timedLine({ text, start, end }: { text: string; start: number; end: number }): string {
  return `[${clockTime(start)} - ${clockTime(end)}] ${text}`;
}
