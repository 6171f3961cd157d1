import type { KotobaClient, SessionStats } from "@kotoba/sdk";
import type { DisturbanceLimits, DisturbedLine } from "./disturbed-line.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SoakBed } from "./soak-bed.ts";

/** How a run ended, all being well. */
export interface RunOutcome {
  /** `failed`: with an error that says so, where that may be. `stopped`: by the run itself, before its end. */
  readonly end: "completed" | "failed" | "stopped";
  /** Of its live session. */
  readonly stats?: SessionStats | undefined;
}

/** What a run has at hand. */
export interface SoakRun {
  readonly bed: SoakBed;
  readonly random: SeededRandom;
  readonly line: DisturbedLine;
  /** Of this run alone; it talks through the line. */
  readonly client: KotobaClient;
  /** Of this run, and aborted by {@link stopping} alone. */
  readonly signal: AbortSignal;
  /** How the run is to be stopped: `abort` by the signal, which somebody sees to, `close` by the run. */
  readonly stopping: Stopping | undefined;
}

/** How and when a run stops before its end. */
export interface Stopping {
  readonly how: "abort" | "close";
  readonly afterMs: number;
}

/** One session or job, drawn from a run's numbers but not begun. */
export interface PlannedRun extends DisturbanceLimits {
  /** Does it, and checks all that can be told. @throws a {@link SoakFailure} when something is wrong. */
  run(run: SoakRun): Promise<RunOutcome>;
}

/** Sessions or jobs of one kind. */
export interface RunKind {
  readonly name: string;
  plan(bed: SoakBed, random: SeededRandom): PlannedRun;
}

/** What went against the rules. */
export class SoakFailure extends Error {}

/** @throws {SoakFailure} unless it holds. */
export function require(holds: boolean, otherwise: () => string): void {
  if (!holds) throw new SoakFailure(otherwise());
}
