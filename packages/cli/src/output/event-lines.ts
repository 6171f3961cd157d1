import { jsonDocument } from "./json-document.ts";
import type { LiveOutput } from "./live-output.ts";

/** A line of JSON for each event. */
export function eventLines(output: NodeJS.WritableStream): LiveOutput {
  return {
    show(event, time) {
      const { type, ...details } = event;
      // `raw` is for those who write code against the wire.
      output.write(jsonDocument({ type, time: Math.round(time * 1000) / 1000, ...details, raw: undefined }));
    },
    end() {},
  };
}
