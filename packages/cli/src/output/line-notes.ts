import type { AsrEvent, Gap, S2stEvent } from "@kotoba/sdk";
import { LostAudio } from "../lost-audio.ts";
import { isSteerable } from "./is-steerable.ts";

/** What becomes of the line of a live session, on standard error. */
export class LineNotes {
  readonly #isQuiet: boolean;
  readonly #gaps: Gap[] = [];
  #isLost = false;

  /** @param isQuiet - Says nothing: the events are printed. */
  constructor(isQuiet: boolean) {
    this.#isQuiet = isQuiet;
  }

  /** Takes the next event. */
  show(event: AsrEvent | S2stEvent): void {
    if (event.type === "reconnecting" && !this.#isLost) {
      this.#isLost = true;
      this.#say("The line is lost. Reconnecting …");
    }
    if (event.type === "reconnected") {
      this.#isLost = false;
      this.#say(`Reconnected. ${event.replayedSeconds.toFixed(1)} s of audio are sent again.`);
    }
    if (event.type !== "gap") return;
    this.#gaps.push(event);
    const what = event.reason === "answer_interrupted" ? "The translation may lack" : "Lost:";
    this.#say(
      `${what} what was said from ${event.fromSeconds.toFixed(1)} to ${event.toSeconds.toFixed(1)} s.`,
    );
  }

  /** @throws {LostAudio} when some of the audio was lost. */
  requireWhole(): void {
    if (this.#gaps.length > 0) throw new LostAudio(this.#gaps);
  }

  #say(note: string): void {
    if (this.#isQuiet) return;
    // Over the captions that may be growing on the same line; they are written anew with the next word.
    const isOverCaptions = isSteerable(process.stdout) && isSteerable(process.stderr);
    console.error(isOverCaptions ? `\r\x1b[K${note}` : note);
  }
}
