import { ManualClock } from "@kotoba/core/testing";
import { expect, it } from "vitest";
import { encodeWav } from "../wav/wav-writer.ts";
import { playAsMicrophone } from "./play-as-microphone.ts";

/** 0.45 s, of which each tenth of a second is louder than the one before; in stereo, where the mean is what counts. */
const FILE = encodeWav(
  Float32Array.from({ length: 2 * 3600 }, (_, i) => (i % 2 ? 0.3 : 0.1) * Math.ceil((i + 1) / 1600)),
  { sampleRate: 8000, channels: 2, encoding: "float32" },
);

it("gives chunks of the duration and rate that were asked for, each when it would have been recorded", async () => {
  const clock = new ManualClock();
  const heard: { at: number; samples: Float32Array }[] = [];
  const listening = (async () => {
    for await (const samples of playAsMicrophone(FILE, { sampleRate: 16_000, clock })) {
      heard.push({ at: clock.now(), samples });
      // Too late for the third and the fourth, which are then due.
      await clock.advance(heard.length === 2 ? 230 : 20);
    }
  })();
  while (heard.length < 5) {
    if (clock.pendingTimers > 0) await clock.advanceToNextTimer();
    else await new Promise(setImmediate);
  }
  await listening;
  expect(heard.map(({ at }) => at)).toEqual([100, 200, 430, 450, 500]);
  expect(heard.map(({ samples }) => samples.length)).toEqual([1600, 1600, 1600, 1600, 800]);
  // In the middle of each, for the edges ring.
  for (const [i, { samples }] of heard.entries()) expect(samples[400]).toBeCloseTo(0.2 * (i + 1), 2);
});

it("lets the file go when the signal aborts, while it waits", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  let released = false;
  async function* file() {
    try {
      yield FILE.subarray(0, 9000);
      yield FILE.subarray(9000);
    } finally {
      released = true;
    }
  }
  const options = { sampleRate: 8000, chunkSeconds: 0.05, clock, signal: controller.signal };
  const microphone = playAsMicrophone(file(), options);
  const first = microphone.next();
  await clock.advanceToNextTimer();
  expect((await first).value?.length).toBe(400);
  const second = microphone.next().catch((error: unknown) => error);
  while (clock.pendingTimers === 0) await new Promise(setImmediate);
  controller.abort("enough");
  expect([await second, released, clock.pendingTimers]).toEqual(["enough", true, 0]);
});

it("refuses options out of range at once", () => {
  const configurationError = expect.objectContaining({ name: "ConfigurationError" });
  expect(() => playAsMicrophone(FILE, { sampleRate: 0 })).toThrow(configurationError);
  expect(() => playAsMicrophone(FILE, { sampleRate: 8000, chunkSeconds: 0 })).toThrow(configurationError);
});

/** A stream that says whether it was let go of. */
function silentStream() {
  const state = { isReleased: false };
  const stream = new ReadableStream<Uint8Array>({
    cancel() {
      state.isReleased = true;
    },
  });
  return { state, stream };
}

it("lets a stream go when the signal aborts before the first chunk, even if nothing has come", async () => {
  for (const isAborted of [false, true]) {
    const clock = new ManualClock();
    const controller = new AbortController();
    const { state, stream } = silentStream();
    if (isAborted) controller.abort("enough");
    const options = { sampleRate: 8000, clock, signal: controller.signal };
    const first = playAsMicrophone(stream, options).next();
    controller.abort("enough");
    await expect(first).rejects.toBe("enough");
    expect([state.isReleased, clock.pendingTimers]).toEqual([true, 0]);
  }
});

it("lets a stream go that nobody has begun to play", async () => {
  const { state, stream } = silentStream();
  expect(await playAsMicrophone(stream, { sampleRate: 8000 }).return()).toEqual({
    done: true,
    value: undefined,
  });
  expect(state.isReleased).toBe(true);
});
