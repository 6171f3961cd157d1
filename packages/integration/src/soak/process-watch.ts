import { setTimeout as delay } from "node:timers/promises";

/** What this process holds, in MiB, once what is garbage is gone. */
export interface MemoryUse {
  readonly rssMebibytes: number;
  readonly heapMebibytes: number;
}

/** What keeps this process running, by kind: sockets, servers, timers and the like. */
export type Handles = Readonly<Record<string, number>>;

/** Handles close a moment after whoever held them is done. */
const CLOSE_TIMEOUT_MS = 5000;

/** Looks at this process: its memory, its handles, and what nobody catches. */
export class ProcessWatch implements Disposable {
  /** What nobody caught. */
  readonly uncaught: unknown[] = [];
  readonly #catch = (error: unknown) => void this.uncaught.push(error);

  constructor() {
    process.on("unhandledRejection", this.#catch);
    process.on("uncaughtException", this.#catch);
  }

  [Symbol.dispose](): void {
    process.off("unhandledRejection", this.#catch);
    process.off("uncaughtException", this.#catch);
  }
}

/** Memory after a collection; it needs `--expose-gc`. */
export function memoryUse(): MemoryUse {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssMebibytes: Math.round(rss / 2 ** 20), heapMebibytes: Math.round(heapUsed / 2 ** 20) };
}

/** What keeps the process running now. */
export function openHandles(): Handles {
  // These two come to be when they are first used, and stay.
  void [process.stdout, process.stderr];
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Handles that are left, or more than there were, a moment from now at the latest. */
export async function handlesBeyond(before: Handles): Promise<Handles> {
  for (let waitedMs = 0; ; waitedMs += 50) {
    const more = Object.entries(openHandles()).flatMap(([kind, count]): [string, number][] => {
      const beyond = count - (before[kind] ?? 0);
      return beyond > 0 ? [[kind, beyond]] : [];
    });
    if (more.length === 0 || waitedMs >= CLOSE_TIMEOUT_MS) return Object.fromEntries(more);
    await delay(50);
  }
}
