import { ManualClock } from "@kotoba/core/testing";
import { expect, it } from "vitest";
import { paceRealtime } from "./pace-realtime.ts";

const secondsOf = () => 0.2;

it("gives each chunk when those before it would have sounded, without drift, and catches up after a delay", async () => {
  const clock = new ManualClock();
  const times: number[] = [];
  const reading = (async () => {
    for await (const chunk of paceRealtime([0, 1, 2, 3, 4, 5], { secondsOf, clock })) {
      times.push(clock.now());
      // The consumer itself takes 30 ms a chunk, and once a whole second.
      await clock.advance(chunk === 2 ? 1000 : 30);
    }
  })();
  while (times.length < 6) {
    if (clock.pendingTimers > 0) await clock.advanceToNextTimer();
    else await new Promise(setImmediate);
  }
  await reading;
  expect(times).toEqual([0, 200, 400, 1400, 1430, 1460]);
});

it("ends with the signal's reason while it waits, and lets its source go", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  let released = false;
  async function* source() {
    try {
      for (;;) yield 1;
    } finally {
      released = true;
    }
  }
  const paced = paceRealtime(source(), { secondsOf, clock, signal: controller.signal });
  await paced.next();
  const waiting = paced.next().catch((error: unknown) => error);
  while (clock.pendingTimers === 0) await new Promise(setImmediate);
  controller.abort("enough");
  expect([await waiting, released, clock.pendingTimers]).toEqual(["enough", true, 0]);
});

it("ends with the signal's reason also where it has nothing to wait for", async () => {
  const controller = new AbortController();
  const paced = paceRealtime([1, 2, 3], { secondsOf: () => 0, signal: controller.signal });
  await paced.next();
  controller.abort("enough");
  await expect(paced.next()).rejects.toBe("enough");
});

it("refuses what tells no duration", async () => {
  const configurationError = expect.objectContaining({ name: "ConfigurationError" });
  expect(() => paceRealtime([1], { secondsOf: 0.2 as unknown as () => number })).toThrow(configurationError);
  for (const seconds of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
    await expect(paceRealtime([1], { secondsOf: () => seconds }).next()).rejects.toEqual(configurationError);
  }
});
