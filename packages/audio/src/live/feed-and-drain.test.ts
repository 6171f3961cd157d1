import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { feedAndDrain } from "./feed-and-drain.ts";
import type { LiveAudioSource } from "./live-source.ts";

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fine",
    (error: unknown) => error,
  );

/** A session that says what it is fed, chunk by chunk, and ends with its signal. */
function echo(signal: AbortSignal) {
  const events: number[] = [];
  let closed = false;
  let wake = () => {};
  signal.addEventListener("abort", () => wake());
  return {
    get closed() {
      return closed;
    },
    async feed(source: LiveAudioSource) {
      for await (const chunk of source as AsyncIterable<Int16Array>) {
        signal.throwIfAborted();
        events.push(chunk.length);
        wake();
      }
      closed = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          signal.throwIfAborted();
          const event = events.shift();
          if (event !== undefined) yield event;
          else if (closed) return;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        closed = true;
      }
    },
  };
}

async function* chunks(...lengths: number[]) {
  for (const length of lengths) yield new Int16Array(length);
}

describe("feeding and draining", () => {
  it("gives the events of all that the source has", async () => {
    const events: number[] = [];
    for await (const event of feedAndDrain(
      async (signal) => echo(signal),
      () => chunks(1, 2, 3),
      undefined,
    ))
      events.push(event);
    expect(events).toEqual([1, 2, 3]);
  });

  it("fails as the source does", async () => {
    const failure = new Error("unplugged");
    async function* source() {
      yield* chunks(1);
      throw failure;
    }
    const events = feedAndDrain(async (signal) => echo(signal), source, undefined);
    expect(
      await caught(
        (async () => {
          for await (const _ of events);
        })(),
      ),
    ).toBe(failure);
  });

  it("ends with the caller's reason, also for the source, and leaves no listener", async () => {
    const controller = new AbortController();
    let ended: AbortSignal | undefined;
    const source = (signal: AbortSignal) => {
      ended = signal;
      return (async function* () {
        yield* chunks(1);
        await new Promise(() => {});
      })();
    };
    const events = feedAndDrain(async (signal) => echo(signal), source, controller.signal);
    expect((await events.next()).value).toBe(1);
    const next = caught(events.next());
    controller.abort("enough");
    expect(await next).toBe("enough");
    expect(ended?.reason).toBe("enough");
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("that is stopped early closes the session", async () => {
    let session: ReturnType<typeof echo> | undefined;
    const open = async (signal: AbortSignal) => {
      session = echo(signal);
      return session;
    };
    for await (const _ of feedAndDrain(open, () => chunks(1, 2), undefined)) break;
    expect(session?.closed).toBe(true);
  });
});
