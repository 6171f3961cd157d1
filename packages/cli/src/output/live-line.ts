import type { WriteStream } from "node:tty";
import { lineTail } from "./line-tail.ts";
import type { LiveOutput, TurnEvent } from "./live-output.ts";
import { OpenTurns } from "./open-turns.ts";

/** Goes to the beginning of the line and clears it. */
const CLEAR_LINE = "\r\x1b[K";
/** Assumed where the terminal does not say. */
const UNKNOWN_COLUMNS = 80;

/** Live captions on a terminal: the last line grows with what is being said, and stays when the turn has ended. */
export function liveLine(terminal: WriteStream): LiveOutput<TurnEvent> {
  const turns = new OpenTurns();
  let shown = "";
  return {
    show(event, time) {
      const ended = turns.add(event, time);
      // A line that fills the terminal would break, and could not be rewritten.
      const line = lineTail(turns.text, (terminal.columns || UNKNOWN_COLUMNS) - 1);
      if (ended !== undefined) terminal.write(`${CLEAR_LINE}${ended.text}\n${line}`);
      else if (line !== shown) terminal.write(CLEAR_LINE + line);
      shown = line;
    },
    end() {
      // Clears the ^C that the terminal has written, too.
      terminal.write(CLEAR_LINE);
      for (const { text } of turns.end()) terminal.write(`${text}\n`);
    },
  };
}
