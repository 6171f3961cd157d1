import type { AsrEvent, Gap, LiveOptions, SessionStats } from "@kotoba/sdk";
import { converse, pacedChunks } from "./live-feed.ts";
import { permitClosedForGood, permitLostForGood, permitLostLine } from "./permitted-failure.ts";
import type { RecordingPart } from "./soak-bed.ts";
import { type RunKind, require, type SoakRun } from "./soak-run.ts";
import { requireWords, wordsOf } from "./told-words.ts";

/** Live recognition that survives: the text is that of an undisturbed session, and all of its audio is answered for. */
export const listening: RunKind = listeningKind("listen, resume", {
  maxSeconds: 60,
  resume: true,
  permit: permitLostForGood,
  check(part, told, stats) {
    require(told.turns.join("\n") === part.utterances.join("\n"), () =>
      `Said ${part.utterances.join(" | ")}; told ${told.turns.join(" | ")}`);
    requireAccount(part, stats);
    require(stats.lostSeconds === 0 && told.gaps.length === 0, () =>
      `There are gaps: ${JSON.stringify(stats.gaps)}`);
  },
});

/** Live recognition that keeps little for a lost line: what is missing lies in the gaps that it tells of. */
export const listeningWithGaps: RunKind = listeningKind("listen, drop-oldest 3 s", {
  maxSeconds: 12,
  resume: { onOverflow: "drop-oldest", maxBufferSeconds: 3 },
  // A line that stands still is no reason here.
  permit: permitClosedForGood,
  check(part, told, stats) {
    requireWords(wordsOf(told.turns.join(" ")), part.words, told.gaps);
    requireAccount(part, stats);
    require(JSON.stringify(told.gaps) === JSON.stringify(stats.gaps), () =>
      `Told of ${JSON.stringify(told.gaps)}, counted ${JSON.stringify(stats.gaps)}`);
  },
});

/** Live recognition on one line: whole, or an error. */
export const listeningOnce: RunKind = listeningKind("listen, no resume", {
  maxSeconds: 30,
  resume: false,
  permit: permitLostLine,
  check(part, told, stats) {
    require(told.turns.join("\n") === part.utterances.join("\n"), () =>
      `Said ${part.utterances.join(" | ")}; told ${told.turns.join(" | ")}`);
    requireAccount(part, stats);
  },
});

interface ListeningRules {
  readonly maxSeconds: number;
  readonly resume: LiveOptions["resume"];
  readonly permit: (error: unknown, line: SoakRun["line"]) => void;
  readonly check: (part: RecordingPart, told: Told, stats: SessionStats) => void;
}

/** What a session has told. */
class Told {
  readonly gaps: Gap[] = [];
  /** Completed turns only, in order. */
  readonly finals: string[] = [];
  readonly #turns = new Map<string | undefined, string>();

  add(event: AsrEvent): void {
    if (event.type === "partial_transcript")
      this.#turns.set(event.itemId, (this.#turns.get(event.itemId) ?? "") + event.text);
    if (event.type === "final_transcript") {
      this.#turns.set(event.itemId, event.text);
      this.finals.push(event.text);
    }
    if (event.type === "gap") {
      const { fromSeconds, toSeconds, reason } = event;
      this.gaps.push({ fromSeconds, toSeconds, reason });
    }
  }

  get turns(): string[] {
    return [...this.#turns.values()].filter((text) => text !== "");
  }
}

function listeningKind(name: string, { maxSeconds, resume, permit, check }: ListeningRules): RunKind {
  return {
    name,
    plan(bed, random) {
      const part = bed.part(random, maxSeconds);
      const speed = Math.max(random.pick([3, 5, 10, 20]), part.seconds / 8);
      const sampleRate = random.pick([8000, 16_000, 24_000]);
      const chunkSeconds = random.pick([0.02, 0.1, 0.2]);
      return {
        withinMs: (part.seconds / speed) * 1000,
        async run(run) {
          const told = new Told();
          const { signal } = run;
          const open = () =>
            run.client.asr.stream({ language: "en", inputSampleRate: 16_000, sampleRate, resume, signal });
          const chunks = pacedChunks(part, speed, chunkSeconds);
          const end = await converse(open, chunks, (event) => told.add(event), run);
          if (end.how === "complete") {
            if (end.stats !== undefined) check(part, told, end.stats);
            return { end: "completed", stats: end.stats };
          }
          if (end.how === "failed") permit(end.error, run.line);
          if (told.gaps.length === 0) {
            const before = part.utterances.slice(0, told.finals.length);
            require(told.finals.join("\n") === before.join("\n"), () =>
              `Said ${before.join(" | ")}; told ${told.finals.join(" | ")}`);
          }
          return { end: end.how, stats: end.stats };
        },
      };
    },
  };
}

/** @throws {SoakFailure} unless each second that was given was sent, and answered for or reported as lost. */
export function requireAccount(part: RecordingPart, stats: SessionStats): void {
  const { sentSeconds, confirmedSeconds, lostSeconds, bufferedSeconds } = stats;
  const isWhole = Math.abs(sentSeconds + unsentSeconds(stats) - part.seconds) < 0.01;
  const isAccounted = Math.abs(part.seconds - confirmedSeconds - lostSeconds) < 0.01;
  require(isWhole && isAccounted, () => `${part.seconds} s were given: ${JSON.stringify(stats)}`);
  require(bufferedSeconds === 0, () => `${bufferedSeconds} s are kept behind the end.`);
}

/** What was lost before it could be sent. */
function unsentSeconds({ sentSeconds, confirmedSeconds, lostSeconds }: SessionStats): number {
  return Math.max(0, confirmedSeconds + lostSeconds - sentSeconds);
}
