import { abortable, abortableDelay, type Clock } from "@kotoba/core";
import type { LoggedSession } from "../log/session-log.ts";
import { parseJsonObject } from "../socket/json-object.ts";
import { sessionFailed } from "../socket/live-audio-server-frames.ts";
import type { SessionHandler, SessionLink } from "../socket/live-session.ts";
import { synthesisFailed } from "../socket/live-tts-server-frames.ts";
import { SessionFailure } from "../socket/session-failure.ts";
import type { CloseRecord, FrameRecord } from "../traffic/traffic-record.ts";

/** Fields by which a client names things; the server's frames repeat them, some under other names. */
const CLIENT_IDS = ["event_id", "response_id"] as const;
const ID_FIELDS: ReadonlySet<string> = new Set(["event_id", "response_id", "item_id", "id"]);

/** What the server did, and when. */
interface ServerStep {
  readonly record: FrameRecord | CloseRecord;
  /** How many frames the client had sent before. */
  readonly clientFrames: number;
  /** Since the last of these, or since the opening. */
  readonly delayMs: number;
}

/**
 * A session that does what a logged one did: the client's frames are compared with the log by their types, and the server's follow them, each as
 * long after the client's frame before it as it did then. Names that the client gives are its own.
 */
export class ReplayedSession implements SessionHandler {
  readonly task = "replay";
  readonly greeting: readonly object[] = [];
  readonly #isSynthesis: boolean;
  readonly #link: SessionLink;
  readonly #clock: Clock;
  readonly #expected: readonly FrameRecord[];
  readonly #ids = new Map<string, string>();
  /** When the session opened, and when each of the client's frames came. */
  readonly #times: number[];
  readonly #running: Promise<void>;
  #cameOne = (): void => {};

  constructor(session: LoggedSession, link: SessionLink, clock: Clock) {
    this.#isSynthesis = session.open.path.includes("/tts/");
    this.#link = link;
    this.#clock = clock;
    this.#expected = session.frames.filter(({ from, isBinary }) => from === "client" && !isBinary);
    this.#times = [clock.now()];
    // A session that is over stops wherever it is.
    this.#running = this.#run(stepsOf(session)).catch(() => {});
  }

  receive(text: string): boolean {
    const frame = parseJsonObject(text);
    const type = frame?.type;
    const number = this.#times.length;
    const logged = this.#expected[number - 1];
    const expected = typeOf(logged ?? this.#expected.at(-1));
    if (frame === undefined || type !== expected)
      throw new SessionFailure("not_in_log", unexpected(number, type, logged));
    // More of what came last: the log's client was cut off, or knew sooner.
    if (logged === undefined) return true;
    const before = parseJsonObject(logged.text) ?? {};
    for (const name of CLIENT_IDS) {
      const [from, to] = [before[name], frame[name]];
      if (typeof from === "string" && typeof to === "string") this.#ids.set(from, to);
    }
    this.#times.push(this.#clock.now());
    this.#cameOne();
    return true;
  }

  errorFrame(failure: SessionFailure): object {
    return this.#isSynthesis ? synthesisFailed(failure) : sessionFailed(failure);
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(steps: readonly ServerStep[]): Promise<void> {
    const { signal } = this.#link;
    for (const { record, clientFrames, delayMs } of steps) {
      while (this.#times.length <= clientFrames) {
        const next = new Promise<void>((resolve) => {
          this.#cameOne = resolve;
        });
        await abortable(next, signal);
      }
      const waitMs = (this.#times[clientFrames] ?? 0) + delayMs - this.#clock.now();
      if (waitMs > 0) await abortableDelay(this.#clock, waitMs, signal);
      if (record.type === "close") this.#link.end(record.code);
      else await this.#link.send([this.#renamed(record.text)]);
    }
  }

  #renamed(text: string): object {
    return JSON.parse(text, (name, value: unknown) =>
      typeof value === "string" && ID_FIELDS.has(name) ? (this.#ids.get(value) ?? value) : value,
    );
  }
}

function stepsOf({ open, frames, close }: LoggedSession): ServerStep[] {
  const steps: ServerStep[] = [];
  let clientFrames = 0;
  let lastTime = open.timeMs;
  const records = close?.by === "server" ? [...frames, close] : frames;
  for (const record of records.toSorted((a, b) => a.timeMs - b.timeMs)) {
    if (record.type === "close" || record.from === "server") {
      if (record.type === "close" || parseJsonObject(record.text) !== undefined)
        steps.push({ record, clientFrames, delayMs: record.timeMs - lastTime });
    } else if (!record.isBinary) {
      clientFrames++;
      lastTime = record.timeMs;
    }
  }
  return steps;
}

function typeOf(record: FrameRecord | undefined): unknown {
  return record && parseJsonObject(record.text)?.type;
}

function unexpected(number: number, type: unknown, logged: FrameRecord | undefined): string {
  const came = typeof type === "string" ? type : "no JSON";
  if (logged === undefined)
    return `The log that is replayed has but ${number - 1} frames of the client's: ${came} came.`;
  return `The log that is replayed has ${typeOf(logged)} as frame ${number} of the client's, not ${came}.`;
}
