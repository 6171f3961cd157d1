import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Loudspeaker } from "./loudspeaker.ts";

/** A sample for each millisecond. */
const RATE = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const bytes = (samples: number, value: number) => new Uint8Array(2 * samples).fill(value);

describe("a loudspeaker", () => {
  it("is heard as it sounds: no sooner, with silence where nothing has come, and to the end", async () => {
    const loudspeaker = new Loudspeaker(RATE);
    const heard: number[] = [];
    const hearing = (async () => {
      for await (const piece of loudspeaker) heard.push(...piece);
    })();
    const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
    await pass(500);
    expect(heard).toEqual([]);
    loudspeaker.write(bytes(150, 1));
    loudspeaker.write(bytes(150, 2));
    await pass(1000);
    expect(heard.length / 2).toBeGreaterThan(800);
    expect(heard).toEqual([...bytes(150, 1), ...bytes(150, 2), ...new Uint8Array(heard.length - 600)]);
    const before = heard.length;
    loudspeaker.write(bytes(500, 3));
    loudspeaker.end();
    await pass(400);
    expect(heard.length).toBeLessThan(before + 1000);
    await pass(400);
    await hearing;
    const last = heard.slice(before);
    expect(last.slice(0, 1000)).toEqual([...bytes(500, 3)]);
  });
});
