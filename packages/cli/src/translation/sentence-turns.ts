import type { S2stEvent } from "@kotoba/sdk";
import type { LiveOutput, TurnEvent } from "../output/live-output.ts";
import { sentencesOf } from "./sentences.ts";

/** A text that does not go on for so long is taken for a sentence. */
const PAUSE_SECONDS = 1;

/** Makes turns of the text of a translation, which knows none: each sentence is one, and what a pause ends. */
export function sentenceTurns(output: LiveOutput<TurnEvent>): LiveOutput<S2stEvent> {
  let open = "";
  let lastTime = 0;
  return {
    show(event, time) {
      if (open !== "" && time - lastTime >= PAUSE_SECONDS) {
        output.show({ type: "final_transcript", text: open }, lastTime);
        open = "";
      }
      if (event.type !== "partial_transcript") return;
      lastTime = time;
      output.show({ type: "partial_transcript", text: event.text }, time);
      const sentences = sentencesOf(open + event.text);
      open = sentences.pop() ?? "";
      for (const text of sentences) output.show({ type: "final_transcript", text }, time);
      // It began in the turn that has just ended.
      if (sentences.length > 0) output.show({ type: "partial_transcript", text: open }, time);
    },
    end: () => output.end(),
  };
}
