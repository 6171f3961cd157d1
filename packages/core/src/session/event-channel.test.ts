import { expect, it } from "vitest";
import { EventChannel } from "./event-channel.ts";

function setUp() {
  const calls: string[] = [];
  const channel = new EventChannel<number>({
    pause: () => calls.push("pause"),
    resume: () => calls.push("resume"),
  });
  return { calls, channel };
}

async function take(channel: EventChannel<number>, count: number): Promise<unknown[]> {
  const taken: unknown[] = [];
  for (let number = 0; number < count; number++) taken.push((await channel.next()).value);
  return taken;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

it("pauses its source at 256 events, and lets it go on when half are gone", async () => {
  const { calls, channel } = setUp();
  for (const number of range(0, 255)) channel.push(number);
  expect(calls).toEqual([]);
  channel.push(255);
  channel.push(256);
  expect(calls).toEqual(["pause"]);
  expect(await take(channel, 128)).toEqual(range(0, 128));
  expect(calls).toEqual(["pause"]);
  expect(await take(channel, 1)).toEqual([128]);
  expect(calls).toEqual(["pause", "resume"]);
});

it("keeps the order of 100,000, taken in any rhythm", async () => {
  const { channel } = setUp();
  for (const number of range(0, 50_000)) channel.push(number);
  const taken = await take(channel, 30_000);
  for (const number of range(50_000, 100_000)) channel.push(number);
  channel.end();
  taken.push(...(await take(channel, 70_000)));
  expect(taken).toEqual(range(0, 100_000));
  expect(await channel.next()).toEqual({ done: true, value: undefined });
});

it("gives what it holds before the error, which comes once; the first end counts, and nothing comes after it", async () => {
  const { channel } = setUp();
  channel.push(1);
  channel.end({ error: "broken" });
  channel.end({ error: "again" });
  channel.end();
  channel.push(2);
  expect(await take(channel, 1)).toEqual([1]);
  await expect(channel.next()).rejects.toBe("broken");
  expect(await channel.next()).toEqual({ done: true, value: undefined });
});

it("can end with undefined as its error", async () => {
  const { channel } = setUp();
  channel.end({ error: undefined });
  await expect(channel.next()).rejects.toBeUndefined();
});

it("settles every call that waits, in order", async () => {
  const { channel } = setUp();
  const waiting = [channel.next(), channel.next(), channel.next(), channel.next()];
  channel.push(1);
  channel.push(2);
  expect(await Promise.all(waiting.slice(0, 2))).toEqual([
    { done: false, value: 1 },
    { done: false, value: 2 },
  ]);
  channel.end();
  const end = { done: true, value: undefined };
  expect(await Promise.all(waiting.slice(2))).toEqual([end, end]);
});

it("hands nothing over past a call that waited before", async () => {
  const { channel } = setUp();
  const first = channel.next();
  channel.push(1);
  const second = channel.next();
  channel.push(2);
  expect([(await first).value, (await second).value]).toEqual([1, 2]);
});

it("drops everything when it is cancelled", async () => {
  const { channel } = setUp();
  const waiting = channel.next();
  channel.cancel();
  expect(await waiting).toEqual({ done: true, value: undefined });
  channel.push(1);
  channel.end({ error: "late" });
  expect(await channel.next()).toEqual({ done: true, value: undefined });
});

it("drops those of the held events that match, and lets its source go on when that makes room", async () => {
  const { calls, channel } = setUp();
  for (const number of range(0, 300)) channel.push(number);
  expect(await take(channel, 10)).toEqual(range(0, 10));
  channel.drop((number) => number >= 200);
  expect(calls).toEqual(["pause"]);
  channel.drop((number) => number % 2 === 1);
  expect(calls).toEqual(["pause", "resume"]);
  channel.push(7);
  channel.end();
  expect(await take(channel, 96)).toEqual([...range(5, 100).map((number) => number * 2), 7]);
  expect((await channel.next()).done).toBe(true);
});
