import { type Fault, type FaultProxy, startFaultProxy } from "@kotoba/emulator";
import type { SeededRandom } from "./seeded-random.ts";

/** Closes after which a session may be tried again, and two that say that this makes no sense. */
const PASSING_CLOSE_CODES = [1000, 1001, 1011, 1012, 1013, 1014, 4000] as const;
const LASTING_CLOSE_CODES = [1003, 1008] as const;

/** What is to go wrong on a line. */
export interface Disturbances {
  readonly faults: readonly Fault[];
  /** When all that is open is cut, in milliseconds from the start. */
  readonly cutsMs: readonly number[];
  /** When all of it goes away for good, REST too. */
  readonly goneMs: number | undefined;
}

/** What a kind of run may be put through. */
export interface DisturbanceLimits {
  /** How long a run is about to take. */
  readonly withinMs: number;
  /** Whether it may go away for good, as a network does. */
  readonly mayGo?: boolean;
}

/** Draws what is to go wrong: in a fifth of the cases nothing. */
export function drawDisturbances(
  random: SeededRandom,
  { withinMs, mayGo = false }: DisturbanceLimits,
): Disturbances {
  if (random.chance(0.2)) return { faults: [], cutsMs: [], goneMs: undefined };
  const faults = Array.from({ length: random.whole(0, 3) }, () => drawFault(random, withinMs));
  if (random.chance(0.2)) faults.push({ type: "slow", bitsPerSecond: random.whole(4, 20) * 1e6 });
  const cutsMs = Array.from({ length: random.whole(0, 4) }, () => random.between(0, withinMs * 1.2));
  const goneMs = mayGo && random.chance(0.4) ? random.between(0, withinMs * 1.5) : undefined;
  return { faults, cutsMs, goneMs };
}

function drawFault(random: SeededRandom, withinMs: number): Fault {
  const afterMs = Math.round(random.between(0, withinMs * 0.8));
  if (random.chance(0.03)) return { type: "stall", afterMs };
  if (random.chance(0.03)) return { type: "close", code: random.pick(LASTING_CLOSE_CODES), afterMs };
  if (random.chance(0.35)) return { type: "close", code: random.pick(PASSING_CLOSE_CODES), afterMs };
  if (random.chance(0.35)) return { type: "refuse", attempts: random.whole(1, 2) };
  return { type: "drop", afterMs };
}

/** A line to the emulator on which things go wrong. */
export class DisturbedLine implements AsyncDisposable {
  /** How many connections `cut` has met so far. */
  cuts = 0;
  /** What goes wrong. */
  readonly disturbances: Disturbances;
  readonly #proxy: FaultProxy;
  readonly #timers: readonly NodeJS.Timeout[];

  static async open(target: string, disturbances: Disturbances): Promise<DisturbedLine> {
    const { faults } = disturbances;
    return new DisturbedLine(await startFaultProxy({ target, faults }), disturbances);
  }

  private constructor(proxy: FaultProxy, disturbances: Disturbances) {
    const { cutsMs, goneMs } = disturbances;
    this.disturbances = disturbances;
    this.#proxy = proxy;
    const cut = () => {
      this.cuts += proxy.cut();
    };
    this.#timers = [
      ...cutsMs.map((afterMs) => setTimeout(cut, afterMs)),
      ...(goneMs === undefined ? [] : [setTimeout(() => void proxy.close(), goneMs)]),
    ];
  }

  get url(): string {
    return this.#proxy.url;
  }

  /** How many live connections there have been. */
  get connections(): number {
    return this.#proxy.connections.total;
  }

  /** Whether it was to stand still for once: whoever sends on is then soon ahead of what can be kept. */
  get stalls(): boolean {
    return this.disturbances.faults.some(({ type }) => type === "stall");
  }

  /** Whether it was to be closed with a code that means for good. */
  get closesForGood(): boolean {
    const codes: readonly number[] = LASTING_CLOSE_CODES;
    return this.disturbances.faults.some((fault) => fault.type === "close" && codes.includes(fault.code));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#proxy.close();
  }
}
