import type { LiveOutput, TurnEvent } from "./live-output.ts";
import { OpenTurns } from "./open-turns.ts";

/** One plain line for each turn, when it has ended. */
export function turnLines(output: NodeJS.WritableStream): LiveOutput<TurnEvent> {
  const turns = new OpenTurns();
  return {
    show(event, time) {
      const ended = turns.add(event, time);
      if (ended !== undefined) output.write(`${ended.text}\n`);
    },
    end() {
      for (const { text } of turns.end()) output.write(`${text}\n`);
    },
  };
}
