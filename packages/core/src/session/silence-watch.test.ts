import { expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { SilenceWatch } from "./silence-watch.ts";

function setUp() {
  const clock = new ManualClock();
  const silences: number[] = [];
  const watch = new SilenceWatch(clock, 1000, () => silences.push(clock.now()));
  return { clock, silences, watch };
}

it("finds silence after the limit, counted from the last word", async () => {
  const { clock, silences, watch } = setUp();
  await clock.advance(5000);
  watch.begin();
  for (const _ of [1, 2, 3]) {
    await clock.advance(999);
    watch.heard();
  }
  await clock.advance(999);
  expect(silences).toEqual([]);
  await clock.advance(1);
  expect(silences).toEqual([5000 + 3 * 999 + 1000]);
  expect(clock.pendingTimers).toBe(0);
});

it("minds no silence while no answer is due", async () => {
  const { clock, silences, watch } = setUp();
  await clock.advance(5000);
  watch.begin();
  expect(watch.isWatching).toBe(true);
  watch.end();
  expect([watch.isWatching, clock.pendingTimers]).toEqual([false, 0]);
  await clock.advance(5000);
  watch.begin();
  watch.begin();
  expect(clock.pendingTimers).toBe(1);
  await clock.advance(1000);
  expect(silences).toEqual([11_000]);
});

it("minds none while nothing is read, and then counts afresh", async () => {
  const { clock, silences, watch } = setUp();
  watch.begin();
  await clock.advance(900);
  watch.pause();
  expect(clock.pendingTimers).toBe(0);
  await clock.advance(5000);
  watch.resume();
  await clock.advance(999);
  expect(silences).toEqual([]);
  await clock.advance(1);
  expect(silences).toEqual([6900]);
});

it("begins when reading goes on, if an answer came due meanwhile", async () => {
  const { clock, silences, watch } = setUp();
  watch.pause();
  watch.begin();
  await clock.advance(5000);
  watch.resume();
  await clock.advance(1000);
  expect(silences).toEqual([6000]);
  watch.end();
  watch.pause();
  watch.resume();
  expect(clock.pendingTimers).toBe(0);
});
