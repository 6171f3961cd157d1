import type { AsrEvent, S2stEvent } from "@kotoba/sdk";
import { jsonDocument } from "./json-document.ts";
import type { LiveOutput } from "./live-output.ts";

/** A line of JSON for each event. */
export function eventLines(output: NodeJS.WritableStream): LiveOutput<AsrEvent | S2stEvent> {
  return {
    show(event, time) {
      const { type, ...details } = event;
      // `raw` is for those who write code against the wire; how much audio there is, is told in its place.
      const facts =
        event.type === "audio_chunk" ? { ...details, audio: undefined, ...sizeOf(event) } : details;
      output.write(jsonDocument({ type, time: Math.round(time * 1000) / 1000, ...facts, raw: undefined }));
    },
    end() {},
  };
}

function sizeOf({ audio, sampleRate }: Extract<S2stEvent, { readonly type: "audio_chunk" }>) {
  return { audioBytes: audio.length, durationSeconds: audio.length / 2 / sampleRate };
}
