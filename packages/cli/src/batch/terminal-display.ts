import type { WriteStream } from "node:tty";
import type { TranscriptionProgress } from "@kotoba/sdk";
import { lineTail } from "../output/line-tail.ts";
import type { BatchDisplay } from "./batch-display.ts";
import type { BatchOutcome } from "./batch-outcome.ts";
import { outcomeLine, stateLine } from "./outcome-line.ts";
import type { BatchTask } from "./plan-results.ts";

/** What is assumed of a terminal that does not say. */
const UNKNOWN_COLUMNS = 80;
const UNKNOWN_ROWS = 24;
/** What names have of a terminal that is too narrow for them and the states. */
const LEAST_NAME_COLUMNS = 9;
/** How often what is under way is looked at. */
const REFRESH_MS = 200;

/** How one recording stands, and since when. */
interface Standing {
  readonly progress: TranscriptionProgress | undefined;
  readonly since: number;
}

/** The lines at the end of a terminal: one for each recording under way, and one for the batch. What has ended moves up, and stays. */
export class TerminalDisplay implements BatchDisplay {
  readonly #terminal: WriteStream;
  readonly #total: number;
  readonly #underWay = new Map<BatchTask, Standing>();
  readonly #refresh: NodeJS.Timeout;
  #ended = 0;
  #failed = 0;
  #shown: readonly string[] = [];

  constructor(terminal: WriteStream, total: number) {
    this.#terminal = terminal;
    this.#total = total;
    this.#refresh = setInterval(() => this.#draw(), REFRESH_MS).unref();
  }

  begin(task: BatchTask): void {
    this.#underWay.set(task, { progress: undefined, since: performance.now() });
  }

  show(task: BatchTask, progress: TranscriptionProgress): void {
    const before = this.#underWay.get(task);
    const since = before?.progress?.state === progress.state ? before.since : performance.now();
    this.#underWay.set(task, { progress, since });
  }

  end(task: BatchTask, outcome: BatchOutcome): void {
    this.#underWay.delete(task);
    const line = outcomeLine(task, outcome);
    if (line === undefined) return;
    this.#ended++;
    if (outcome.status === "failed") this.#failed++;
    this.note(outcome.status === "failed" ? line : this.#fitted(line));
  }

  note(text: string): void {
    this.#draw(`${text}\n`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#refresh);
    this.#terminal.write(this.#erasure());
    this.#shown = [];
  }

  /** Draws the lines anew, below some text that stays. */
  #draw(above = ""): void {
    const lines = this.#lines();
    if (above === "" && lines.join("\n") === this.#shown.join("\n")) return;
    this.#terminal.write(this.#erasure() + above + lines.join("\n"));
    this.#shown = lines;
  }

  /** Goes to the beginning of what was drawn last, and clears all from there on. */
  #erasure(): string {
    const up = this.#shown.length - 1;
    if (up < 0) return "";
    return `\r${up > 0 ? `\x1b[${up}A` : ""}\x1b[J`;
  }

  #lines(): readonly string[] {
    // What has scrolled off the screen could not be drawn anew.
    const most = Math.max((this.#terminal.rows || UNKNOWN_ROWS) - 2, 0);
    const lines = Array.from(this.#underWay)
      .slice(0, most)
      .map(([{ input }, standing]) => this.#fitted(stateLine(stateOf(standing), input)));
    const failed = this.#failed === 0 ? "" : `, ${this.#failed} failed`;
    return [...lines, lineTail(`${this.#ended} of ${this.#total}${failed}`, this.#columns)];
  }

  /** A line that filled the terminal would break, and could not be drawn anew. */
  get #columns(): number {
    return (this.#terminal.columns || UNKNOWN_COLUMNS) - 1;
  }

  /** A line about a recording that fits: of the state its beginning stays, of the name its end. */
  #fitted(line: string): string {
    const whole = stateLine("", "").length;
    const room = Math.max(Math.min(whole, this.#columns - LEAST_NAME_COLUMNS), 0);
    const state = line.slice(0, Math.max(room - 1, 0)).padEnd(room);
    return lineTail(state + lineTail(line.slice(whole), this.#columns - room), this.#columns);
  }
}

function stateOf({ progress, since }: Standing): string {
  switch (progress?.state) {
    case undefined:
    case "starting":
      return "queued";
    case "uploading": {
      const { sentBytes, totalBytes } = progress;
      return totalBytes === undefined
        ? `uploading ${Math.round(sentBytes / 1e6)} MB`
        : `uploading ${Math.floor((100 * sentBytes) / totalBytes)} %`;
    }
    case "processing":
    case "done":
      return `transcribing ${Math.floor((performance.now() - since) / 1000)} s`;
  }
}
