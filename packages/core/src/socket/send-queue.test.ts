import { getEventListeners } from "node:events";
import fc from "fast-check";
import { expect, it } from "vitest";
import { SendQueue } from "./send-queue.ts";

const never = new AbortController().signal;
const turn = () => new Promise(setImmediate);

it("lets nobody overtake those who wait", async () => {
  const queue = new SendQueue(10);
  await queue.acquire(12, never);
  const order: string[] = [];
  const waiting = ["a", "b", "c"].map((name, index) =>
    queue.acquire([9, 5, 1][index] ?? 0, never).then(() => order.push(name)),
  );
  queue.release(3);
  // There is room for the small one, but not yet for its turn: the first two fill it again.
  await turn();
  expect([order, queue.heldBytes]).toEqual([["a"], 18]);
  queue.release(12 - 3 + 9);
  await Promise.all(waiting);
  expect([order, queue.heldBytes]).toEqual([["a", "b", "c"], 6]);
});

it("forgets who gives up, and leaves no listener", async () => {
  const queue = new SendQueue(10);
  await queue.acquire(10, never);
  const controller = new AbortController();
  const first = queue.acquire(10, controller.signal).catch((error: unknown) => error);
  const second = queue.acquire(4, never);
  controller.abort("enough");
  expect(await first).toBe("enough");
  queue.release(10);
  await second;
  expect(queue.heldBytes).toBe(4);
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
});

it("takes back the room of who gives up in the moment when it is given", async () => {
  const queue = new SendQueue(10);
  await queue.acquire(10, never);
  const controller = new AbortController();
  const first = queue.acquire(10, controller.signal).catch((error: unknown) => error);
  const second = queue.acquire(4, never);
  // The abort comes first, but the waiter hears of it only when it has been admitted.
  controller.abort("enough");
  queue.release(10);
  expect(queue.heldBytes).toBe(10);
  expect(await first).toBe("enough");
  await second;
  expect(queue.heldBytes).toBe(4);
});

it("refuses at once when the signal has aborted", async () => {
  const queue = new SendQueue(10);
  await expect(queue.acquire(1, AbortSignal.abort("enough"))).rejects.toBe("enough");
  expect(queue.heldBytes).toBe(0);
});

it("holds at most the mark and one chunk, and admits everyone, whatever comes and goes", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 30 }), givesUp: fc.boolean() }), {
        maxLength: 30,
      }),
      async (senders) => {
        const queue = new SendQueue(20);
        const held: number[] = [];
        const waiting = senders.map(async ({ bytes, givesUp }) => {
          const controller = new AbortController();
          const acquired = queue.acquire(bytes, controller.signal).then(
            () => held.push(bytes),
            () => {},
          );
          if (givesUp) controller.abort();
          await acquired;
        });
        await turn();
        for (let bytes = held.shift(); bytes !== undefined; bytes = held.shift()) {
          expect(queue.heldBytes).toBeLessThan(20 + 30);
          queue.release(bytes);
          await turn();
        }
        await Promise.all(waiting);
        expect(queue.heldBytes).toBe(0);
      },
    ),
    { numRuns: 50 },
  );
});
