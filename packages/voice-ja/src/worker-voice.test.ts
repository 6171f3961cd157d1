import type { Worker } from "node:worker_threads";
import { ManualClock } from "@kotoba/core/testing";
import { expect, it } from "vitest";
import { WorkerVoice } from "./worker-voice.ts";

it("gives up an engine that does not come back, and goes on with another", async () => {
  const threads: Worker[] = [];
  const onWorker = (worker: Worker): void => void threads.push(worker);
  process.on("worker", onWorker);
  const clock = new ManualClock();
  await using voice = new WorkerVoice(clock);
  await voice.load();
  // Three minutes of speech: the engine has seconds to do.
  threads[0]?.postMessage({ phrase: "はい。", speed: 0.005 });
  const stuck = voice.speak("はい。").catch((error: unknown) => error);
  await clock.advance(59_999);
  expect(clock.pendingTimers).toBe(1);
  await clock.advance(1);
  expect(await stuck).toMatchObject({ code: "voice_failed", message: expect.stringContaining("60000 ms") });
  const { samples } = await voice.speak("はい。");
  expect(samples.length).toBeGreaterThan(0);
  expect(clock.pendingTimers).toBe(0);
  process.off("worker", onWorker);
  expect(threads).toHaveLength(2);
});
