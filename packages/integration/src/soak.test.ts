import { fork } from "node:child_process";
import { once } from "node:events";
import { beforeAll, describe, expect, it } from "vitest";
import type { SoakReport } from "./soak/soak.ts";

/** `npm run soak -- --minutes 30` is the long one. */
const SECONDS = Number(process.env.KOTOBA_SOAK_SECONDS ?? 120);
const SEED = Number(process.env.KOTOBA_SOAK_SEED ?? 1);
/** A run that stands still when time is up may take so much longer. */
const PATIENCE_MS = 150_000;
const MAX_GROWTH_MEBIBYTES = 48;

/** Mixed sessions and jobs on lines that go wrong, in a process of their own. */
let report: SoakReport;
let exitCode: number | null;

beforeAll(
  async () => {
    const command = new URL("../dist/soak-command.js", import.meta.url);
    const child = fork(command, ["--minutes", `${SECONDS / 60}`, "--seed", `${SEED}`], {
      execArgv: ["--expose-gc", "--max-semi-space-size=16"],
    });
    const exited = once(child, "exit");
    const [reported] = await Promise.race([once(child, "message"), exited]);
    report = reported;
    // It is not told to: nothing of it is left to run.
    [exitCode] = await exited;
    console.log(`${SECONDS} s of soak, seed ${SEED}\n\n${report.ledger}\n\n${JSON.stringify(report.memory)}`);
  },
  SECONDS * 1000 + PATIENCE_MS,
);

describe("sessions and jobs on lines that go wrong at random", () => {
  it("lose nothing but what they report as lost, and end", () => {
    expect(report.failures).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it("come to their ends, of every kind", () => {
    for (const completed of Object.values(report.completed)) expect(completed).toBeGreaterThan(0);
    expect(Object.keys(report.completed)).toHaveLength(7);
  });

  it("leave no error that nobody catches, no socket and no timer", () => {
    expect(report.uncaught).toEqual([]);
    expect(report.handlesLeft).toEqual({});
  });

  it("do not make the process grow", () => {
    const { third, end } = report.memory;
    expect(end.rssMebibytes - third.rssMebibytes).toBeLessThan(MAX_GROWTH_MEBIBYTES);
    expect(end.heapMebibytes - third.heapMebibytes).toBeLessThan(MAX_GROWTH_MEBIBYTES);
  });
});
