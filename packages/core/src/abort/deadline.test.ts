import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { abortableDelay } from "./abortable-delay.ts";
import { withDeadline } from "./deadline.ts";

const late = new Error("late");
const never = () => new Promise<never>(() => {});

function setUp() {
  const clock = new ManualClock();
  const controller = new AbortController();
  const options = { clock, limitMs: 1000, signal: controller.signal, expired: () => late };
  const listeners = () => getEventListeners(controller.signal, "abort").length;
  return { clock, controller, options, listeners };
}

it("ends work that ignores its signal, when the limit passes", async () => {
  const { clock, options, listeners } = setUp();
  const outcome = withDeadline(options, never).catch((error: unknown) => error);
  await clock.advance(999);
  expect(clock.pendingTimers).toBe(1);
  await clock.advance(1);
  expect(await outcome).toBe(late);
  expect([clock.pendingTimers, listeners()]).toEqual([0, 0]);
});

it("counts afresh from each restart", async () => {
  const { clock, options } = setUp();
  let restart: (limitMs?: number) => void = () => {};
  const outcome = withDeadline(options, (deadline) => {
    restart = deadline.restart;
    return never();
  }).catch((error: unknown) => error);
  await clock.advance(900);
  restart();
  await clock.advance(900);
  expect(clock.pendingTimers).toBe(1);
  restart(5000);
  await clock.advance(4999);
  expect(clock.pendingTimers).toBe(1);
  await clock.advance(1);
  expect(await outcome).toBe(late);
});

it("ends with the caller's reason, unchanged, before and during the work", async () => {
  const { clock, controller, options, listeners } = setUp();
  const outcome = withDeadline(options, never).catch((error: unknown) => error);
  controller.abort("a reason that is no error");
  expect(await outcome).toBe("a reason that is no error");
  await expect(withDeadline(options, never)).rejects.toBe("a reason that is no error");
  expect([clock.pendingTimers, listeners()]).toEqual([0, 0]);
});

it("gives the result and leaves nothing behind; work still running is told to stop", async () => {
  const { clock, options, listeners } = setUp();
  let workSignal: AbortSignal | undefined;
  const result = await withDeadline(options, async ({ signal }) => {
    workSignal = signal;
    return 42;
  });
  expect([result, clock.pendingTimers, listeners(), workSignal?.aborted]).toEqual([42, 0, 0, true]);
});

it("delays, or rejects with the reason as soon as the signal aborts", async () => {
  const { clock, controller, listeners } = setUp();
  const whole = abortableDelay(clock, 500, controller.signal);
  await clock.advance(500);
  await whole;
  const broken = abortableDelay(clock, 500, controller.signal).catch((error: unknown) => error);
  controller.abort(late);
  expect(await broken).toBe(late);
  await expect(abortableDelay(clock, 500, controller.signal)).rejects.toBe(late);
  expect([clock.pendingTimers, listeners()]).toEqual([0, 0]);
});
