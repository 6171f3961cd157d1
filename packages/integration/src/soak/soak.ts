import { abortable } from "@kotoba/core";
import { KotobaClient } from "@kotoba/sdk";
import { DisturbedLine, drawDisturbances } from "./disturbed-line.ts";
import { fileStreaming } from "./file-run.ts";
import { transcribing } from "./job-run.ts";
import { Ledger } from "./ledger.ts";
import { listening, listeningOnce, listeningWithGaps } from "./listening-runs.ts";
import {
  type Handles,
  handlesBeyond,
  type MemoryUse,
  memoryUse,
  openHandles,
  ProcessWatch,
} from "./process-watch.ts";
import { SeededRandom } from "./seeded-random.ts";
import { SoakBed } from "./soak-bed.ts";
import { type RunKind, type RunOutcome, SoakFailure, type Stopping } from "./soak-run.ts";
import { synthesizing } from "./synthesis-run.ts";
import { translating } from "./translation-run.ts";

const WORKERS = 6;
/** No run takes longer, stalls and all. */
const RUN_LIMIT_MS = 120_000;
const KINDS: readonly RunKind[] = [
  listening,
  listeningWithGaps,
  listeningOnce,
  fileStreaming,
  translating,
  synthesizing,
  transcribing,
];

/** What to soak. */
export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  /** Of this run alone, as often as it takes. Default: all runs, one after the other. */
  readonly run?: number | undefined;
}

/** What came of it. */
export interface SoakReport {
  /** As a table. */
  readonly ledger: string;
  /** Runs that came to their end, by kind. */
  readonly completed: Readonly<Record<string, number>>;
  /** What went against the rules: the number of the run, and what it was. */
  readonly failures: readonly string[];
  readonly memory: { readonly start: MemoryUse; readonly third: MemoryUse; readonly end: MemoryUse };
  /** What was left open. */
  readonly handlesLeft: Handles;
  /** Unhandled rejections and uncaught exceptions. */
  readonly uncaught: readonly string[];
}

/** Mixed sessions and jobs, some at once, on lines that go wrong; all of it drawn from the seed, but for the timing. */
export async function soak({ seconds, seed, run: only }: SoakOptions): Promise<SoakReport> {
  using watch = new ProcessWatch();
  const ledger = new Ledger();
  const failures: string[] = [];
  const before = openHandles();
  let memory: { start: MemoryUse; third: MemoryUse };
  {
    await using bed = await SoakBed.start();
    // The first of each kind loads and compiles what the others need.
    await Promise.all(
      [...KINDS.keys()].map((number) => attempt(bed, new Ledger(), failures, { seed: 0, number })),
    );
    const start = memoryUse();
    const startTime = performance.now();
    let third: MemoryUse | undefined;
    let next = 0;
    const work = async () => {
      while (performance.now() < startTime + seconds * 1000) {
        await attempt(bed, ledger, failures, { seed, number: only ?? next++ });
        if (performance.now() >= startTime + (seconds * 1000) / 3) third ??= memoryUse();
      }
    };
    await Promise.all(Array.from({ length: only === undefined ? WORKERS : 1 }, work));
    memory = { start, third: third ?? memoryUse() };
  }
  const handlesLeft = await handlesBeyond(before);
  return {
    ledger: `${ledger}`,
    completed: ledger.completed,
    failures,
    memory: { ...memory, end: memoryUse() },
    handlesLeft,
    uncaught: watch.uncaught.map((error) =>
      error instanceof Error ? (error.stack ?? error.message) : `${error}`,
    ),
  };
}

/** Does one run of any kind, and takes note of it. */
async function attempt(
  bed: SoakBed,
  ledger: Ledger,
  failures: string[],
  { seed, number }: { readonly seed: number; readonly number: number },
): Promise<void> {
  const random = new SeededRandom(seed, number);
  const kind = KINDS[number % KINDS.length] ?? listening;
  const planned = kind.plan(bed, random);
  const disturbances = drawDisturbances(random, planned);
  const stopping = drawStopping(random, planned.withinMs);
  await using line = await DisturbedLine.open(bed.emulator.url, disturbances);
  await using client = new KotobaClient({
    url: line.url,
    apiKey: `key ${number % 10}`.replace(" ", "-"),
    maxRetries: 10,
  });
  const abort = new AbortController();
  const aborting =
    stopping?.how === "abort"
      ? setTimeout(() => abort.abort(new Error("stopped by the soak")), stopping.afterMs)
      : undefined;
  let outcome: RunOutcome | undefined;
  try {
    const { signal } = abort;
    const limit = AbortSignal.timeout(RUN_LIMIT_MS);
    outcome = await abortable(planned.run({ bed, random, line, client, signal, stopping }), limit);
  } catch (error) {
    const what = error instanceof SoakFailure ? error.message : error instanceof Error ? error.stack : error;
    const plan = JSON.stringify({ ...disturbances, stopping });
    failures.push(`seed ${seed}, run ${number} (${kind.name}), ${plan}: ${what}`);
  } finally {
    clearTimeout(aborting);
  }
  ledger.add(kind.name, line, outcome);
}

function drawStopping(random: SeededRandom, withinMs: number): Stopping | undefined {
  if (random.chance(0.85)) return undefined;
  return { how: random.pick(["abort", "close"]), afterMs: random.between(0, withinMs) };
}
