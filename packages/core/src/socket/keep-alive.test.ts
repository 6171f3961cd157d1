import { expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { KeepAlive } from "./keep-alive.ts";

function setUp() {
  const clock = new ManualClock();
  const seen: string[] = [];
  const keepAlive = new KeepAlive(
    clock,
    () => seen.push(`ping ${clock.now()}`),
    () => seen.push(`dead ${clock.now()}`),
  );
  return { clock, seen, keepAlive };
}

it("pings every 10 s, and finds a silent line after 20", async () => {
  const { clock, seen } = setUp();
  await clock.advance(60_000);
  expect(seen).toEqual(["ping 10000", "dead 20000"]);
  expect(clock.pendingTimers).toBe(0);
});

it("counts from the last sign of life, wherever it fell", async () => {
  const { clock, seen, keepAlive } = setUp();
  await clock.advance(13_000);
  keepAlive.signOfLife();
  await clock.advance(60_000);
  expect(seen).toEqual(["ping 10000", "ping 20000", "ping 30000", "dead 33000"]);
});

it("does not judge before what came in the meantime has been read", async () => {
  const { clock, seen, keepAlive } = setUp();
  // As after a process was busy for long: the timer runs late, and what has come is read after it.
  await clock.advance(15_000);
  clock.schedule(() => keepAlive.signOfLife(), 5000);
  await clock.advance(5000);
  expect(seen).toEqual(["ping 10000"]);
  await clock.advance(20_000);
  expect(seen.at(-1)).toBe("dead 40000");
});

it("neither pings nor judges while nothing is read", async () => {
  const { clock, seen, keepAlive } = setUp();
  await clock.advance(5000);
  keepAlive.pause();
  await clock.advance(600_000);
  expect(seen).toEqual([]);
  keepAlive.resume();
  await clock.advance(60_000);
  expect(seen.at(-1)).toBe("dead 625000");
});

it.each([0, 10_000, 20_000])("leaves no timer when it is disposed of after %d ms", async (time) => {
  const { clock, seen, keepAlive } = setUp();
  await clock.advance(time);
  keepAlive[Symbol.dispose]();
  const before = seen.length;
  await clock.advance(100_000);
  expect([clock.pendingTimers, seen.length]).toEqual([0, before]);
});
