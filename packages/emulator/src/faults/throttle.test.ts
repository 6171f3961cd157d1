import { ManualClock } from "@kotoba/core/testing";
import { expect, it } from "vitest";
import { Throttle } from "./throttle.ts";

/** A throttle, and how much has come out of it. */
function throttled(bitsPerSecond: number) {
  const clock = new ManualClock(1_000_000);
  const throttle = new Throttle(bitsPerSecond, clock);
  const arrived: Buffer[] = [];
  throttle.on("data", (chunk: Buffer) => arrived.push(chunk));
  return { clock, throttle, bytes: () => Buffer.concat(arrived) };
}

it("passes bytes evenly, at its rate, in order", async () => {
  const { clock, throttle, bytes } = throttled(80_000);
  const sent = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
  throttle.write(sent.subarray(0, 1234));
  throttle.end(sent.subarray(1234));
  for (let ms = 20; ms <= 500; ms += 20) {
    await clock.advance(20);
    const late = ms * 10 - bytes().length;
    // The end of the first write is a slice of its own.
    expect(late).toBeGreaterThanOrEqual(-200);
    expect(late).toBeLessThanOrEqual(200);
  }
  expect(bytes().equals(sent)).toBe(true);
});

it("does not save up the time in which nothing was sent", async () => {
  const { clock, throttle, bytes } = throttled(8000);
  throttle.write(Buffer.alloc(100));
  await clock.advance(100);
  expect(bytes()).toHaveLength(100);
  await clock.advance(60_000);
  throttle.write(Buffer.alloc(1000));
  await clock.advance(500);
  expect(bytes().length).toBeGreaterThanOrEqual(600 - 20);
  expect(bytes().length).toBeLessThanOrEqual(600 + 20);
});

it("makes up for timers that are late", async () => {
  const { clock, throttle, bytes } = throttled(8000);
  const lateClock = clock.schedule.bind(clock);
  clock.schedule = (callback, delayMs) => lateClock(callback, delayMs + 5);
  throttle.write(Buffer.alloc(1000));
  await clock.advance(1005);
  expect(bytes()).toHaveLength(1000);
});

it("passes a byte at a time when it is very slow", async () => {
  const { clock, throttle, bytes } = throttled(1);
  throttle.write(Buffer.from("ab"));
  await clock.advance(7900);
  expect(bytes()).toHaveLength(0);
  await clock.advance(100);
  expect(bytes().toString()).toBe("a");
  await clock.advance(8000);
  expect(bytes().toString()).toBe("ab");
  throttle.destroy();
});

it("leaves no timer behind when it is destroyed", async () => {
  const { clock, throttle, bytes } = throttled(8000);
  throttle.write(Buffer.alloc(1000));
  await clock.advance(100);
  expect(clock.pendingTimers).toBe(1);
  const before = bytes().length;
  throttle.destroy();
  expect(clock.pendingTimers).toBe(0);
  await clock.advance(10_000);
  expect(bytes()).toHaveLength(before);
});
