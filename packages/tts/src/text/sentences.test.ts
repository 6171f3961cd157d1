import { getEventListeners } from "node:events";
import { Readable } from "node:stream";
import { ConfigurationError } from "@kotoba/core";
import { ManualClock } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import { type SentencesOptions, sentences } from "./sentences.ts";

const failure = new Error("the model is gone");

/** A source that gives what a test tells it to, when told, and notes what is asked of it. */
class Tap implements AsyncIterableIterator<string> {
  reads = 0;
  returned = 0;
  readonly #steps: Promise<IteratorResult<string>>[] = [];
  #waiting: ((step: Promise<IteratorResult<string>>) => void) | undefined;

  give(...texts: string[]): void {
    for (const value of texts) this.#step(Promise.resolve({ done: false, value }));
  }

  end(): void {
    this.#step(Promise.resolve({ done: true, value: undefined }));
  }

  fail(): void {
    const failed = Promise.reject(failure);
    failed.catch(() => {});
    this.#step(failed);
  }

  #step(step: Promise<IteratorResult<string>>): void {
    if (this.#waiting === undefined) this.#steps.push(step);
    else this.#waiting(step);
    this.#waiting = undefined;
  }

  next(): Promise<IteratorResult<string>> {
    this.reads++;
    return this.#steps.shift() ?? new Promise((resolve) => (this.#waiting = resolve));
  }

  return(): Promise<IteratorResult<string>> {
    this.returned++;
    // As a silent source would: never.
    return new Promise(() => {});
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function setUp(options: Partial<SentencesOptions> = {}) {
  const clock = new ManualClock();
  const controller = new AbortController();
  const tap = new Tap();
  const found = sentences(tap, { language: "en", clock, signal: controller.signal, ...options });
  const left = () => ({
    timers: clock.pendingTimers,
    listeners: getEventListeners(controller.signal, "abort").length,
  });
  return { clock, controller, tap, found, left };
}

const NOTHING_LEFT = { timers: 0, listeners: 0 };
const END = { done: true, value: undefined };

async function collect(source: Iterable<string> | AsyncIterable<string>) {
  const collected: string[] = [];
  try {
    const clock = new ManualClock();
    for await (const text of sentences(source, { language: "en", clock })) collected.push(text);
    return { collected };
  } catch (error) {
    return { collected, error };
  }
}

describe("cuts into sentences", () => {
  const pieces = ["It is ", "a start. It", " goes on. ", "", "And en", "ds"];
  const collected = ["It is a start.", "It goes on.", "And ends"];

  it("a string, an array, a generator, a stream of Node and a stream of the web", async () => {
    async function* generated() {
      yield* pieces;
    }
    for (const source of [
      pieces.join(""),
      pieces,
      generated(),
      Readable.from(pieces),
      ReadableStream.from(pieces),
    ]) {
      expect(await collect(source)).toEqual({ collected });
    }
  });

  it("characters that arrive in halves", async () => {
    expect(await collect([..."Look: 👩‍👩‍👧! It is 𠮷.".split("")])).toEqual({
      collected: ["Look: 👩‍👩‍👧!", "It is 𠮷."],
    });
  });
});

describe("reads its source", () => {
  it("only while a sentence is waited for", async () => {
    const { clock, tap, found, left } = setUp();
    tap.give("First sentence. Second sentence. ", "Third sentence. ", "Fourth sentence.");
    tap.end();
    await clock.advance(0);
    expect(tap.reads).toBe(0);
    expect(await found.next()).toEqual({ done: false, value: "First sentence." });
    expect(tap.reads).toBe(1);
    expect(await found.next()).toEqual({ done: false, value: "Second sentence." });
    await clock.advance(10_000);
    expect(tap.reads).toBe(2);
    expect((await found.next()).value).toBe("Third sentence.");
    expect((await found.next()).value).toBe("Fourth sentence.");
    expect(await found.next()).toEqual(END);
    expect([tap.returned, left()]).toEqual([0, NOTHING_LEFT]);
  });
});

describe("when the source pauses", () => {
  it("gives out the words so far, once, and goes on with the rest", async () => {
    const { clock, tap, found, left } = setUp();
    const first = found.next();
    tap.give("I think that this is gr");
    await clock.advance(499);
    tap.give("e");
    await clock.advance(499);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1);
    expect((await first).value).toBe("I think that this is");
    const second = found.next();
    await clock.advance(60_000);
    expect(clock.pendingTimers).toBe(0);
    tap.give("at. Yes");
    tap.end();
    expect((await second).value).toBe("great. Yes");
    expect(await found.next()).toEqual(END);
    expect(left()).toEqual(NOTHING_LEFT);
  });

  it("is not misled by empty pieces", async () => {
    const { clock, tap, found } = setUp();
    const first = found.next();
    tap.give("Some words and ");
    for (let time = 0; time < 400; time += 100) {
      await clock.advance(100);
      tap.give("");
    }
    await clock.advance(100);
    expect((await first).value).toBe("Some words and");
  });

  it("gives out a short sentence that waited for the next", async () => {
    const { clock, tap, found } = setUp({ language: "ja" });
    const first = found.next();
    tap.give("はい。");
    await clock.advance(500);
    expect((await first).value).toBe("はい。");
  });

  it("waits as long as it was told, or for ever", async () => {
    const { clock, tap, found } = setUp({ flushAfterMs: 2000 });
    const first = found.next();
    tap.give("Some words and ");
    await clock.advance(1999);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1);
    expect((await first).value).toBe("Some words and");

    const patient = setUp({ flushAfterMs: Number.POSITIVE_INFINITY });
    const whole = patient.found.next();
    patient.tap.give("Some words and ");
    await patient.clock.advance(100_000);
    patient.tap.give("more.");
    patient.tap.end();
    expect((await whole).value).toBe("Some words and more.");
  });

  it("gives out nothing while nobody waits for it", async () => {
    const { clock, tap, found } = setUp();
    tap.give("First sentence. And then ", "more. ");
    await found.next();
    await clock.advance(10_000);
    tap.end();
    expect((await found.next()).value).toBe("And then more.");
  });
});

describe("lets its source go", () => {
  it("when the consumer stops, without waiting for it", async () => {
    const { tap, found, left } = setUp();
    tap.give("First sentence. Second");
    tap.give(" one. Third");
    for await (const sentence of found) {
      expect(sentence).toBe("First sentence.");
      break;
    }
    expect([tap.returned, left()]).toEqual([1, NOTHING_LEFT]);
    expect(await found.next()).toEqual(END);
  });

  it("also while a sentence is being waited for", async () => {
    const { clock, tap, found, left } = setUp();
    const first = found.next();
    tap.give("Some words");
    await clock.advance(100);
    expect(await found.return()).toEqual(END);
    expect(await first).toEqual(END);
    expect([tap.returned, left()]).toEqual([1, NOTHING_LEFT]);
  });

  it("also when it was never read, and when disposed of or thrown at", async () => {
    const unread = setUp();
    await unread.found.return();
    expect(unread.tap.returned).toBe(1);
    const disposed = setUp();
    await disposed.found[Symbol.asyncDispose]();
    expect(disposed.tap.returned).toBe(1);
    const thrownAt = setUp();
    await expect(thrownAt.found.throw(failure)).rejects.toBe(failure);
    expect(thrownAt.tap.returned).toBe(1);
  });

  it("also a silent stream, of Node or of the web", async () => {
    let cancelled = 0;
    const web = new ReadableStream<string>({ cancel: () => void cancelled++ });
    const node = new Readable({ objectMode: true, read() {} });
    for (const source of [web, node]) {
      const found = sentences(source, { language: "en", clock: new ManualClock() });
      const first = found.next();
      await new Promise(setImmediate);
      await found.return();
      expect(await first).toEqual(END);
    }
    expect([cancelled, node.destroyed]).toEqual([1, true]);
  });

  it("when the signal aborts, with its reason: before, while waiting, and between sentences", async () => {
    const before = setUp({ signal: AbortSignal.abort(failure) });
    await expect(before.found.next()).rejects.toBe(failure);
    expect([before.tap.reads, before.tap.returned]).toEqual([0, 1]);

    const { clock, controller, tap, found, left } = setUp();
    const first = found.next().catch((error: unknown) => error);
    tap.give("Some words");
    await clock.advance(100);
    controller.abort(failure);
    expect(await first).toBe(failure);
    expect([tap.returned, left()]).toEqual([1, NOTHING_LEFT]);

    const between = setUp();
    between.tap.give("First sentence. Second sentence. Third");
    await between.found.next();
    between.controller.abort(failure);
    await expect(between.found.next()).rejects.toBe(failure);
    expect([between.tap.returned, between.left()]).toEqual([1, NOTHING_LEFT]);
  });
});

describe("when the source fails", () => {
  it("gives out what came before, then its error", async () => {
    const { tap, found, left } = setUp();
    tap.give("First sentence. Some wor");
    tap.fail();
    expect((await found.next()).value).toBe("First sentence.");
    expect((await found.next()).value).toBe("Some wor");
    await expect(found.next()).rejects.toBe(failure);
    expect(await found.next()).toEqual(END);
    expect([tap.returned, left()]).toEqual([0, NOTHING_LEFT]);
  });

  it("ignores a failure that comes after the consumer stopped", async () => {
    const { tap, found, left } = setUp();
    const first = found.next();
    await found.return();
    tap.fail();
    expect(await first).toEqual(END);
    expect(left()).toEqual(NOTHING_LEFT);
  });

  it.each([
    [{ id: 1, choices: [] }, "an object with the keys id, choices"],
    [new Uint8Array(2), "an instance of Uint8Array"],
    [["text"], "an instance of Array"],
    [Object.create(null), "an object with the keys "],
    [7, "a number"],
    [null, "null"],
    [undefined, "undefined"],
  ])("says what came when it was no text: %j", async (piece, what) => {
    let released = false;
    function* source(): Generator<string> {
      try {
        yield "Some words";
        // As JavaScript may do.
        yield piece as unknown as string;
      } finally {
        released = true;
      }
    }
    const { collected, error } = await collect(source());
    expect([collected, released]).toEqual([["Some words"], true]);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(`not as ${what}: pass on the text that is in it.`);
  });
});

it.each([
  [null, "null"],
  [7, "a number"],
  [{ text: "" }, "an object with the keys text"],
  [() => {}, "a function"],
])("takes no source that holds no texts: %j", (source, what) => {
  const options = { language: "en", clock: new ManualClock() };
  expect(() => sentences(source as unknown as string[], options)).toThrow(`not ${what}.`);
});

it.each([
  [{ minLength: -1 }, "minLength must be a number from 0, not -1"],
  [{ minFirstLength: Number.NaN }, "minFirstLength must be a number from 0"],
  [{ flushAfterMs: 0 }, "flushAfterMs must be a number of milliseconds over 0"],
])("names the option that cannot be used: %j", (options, message) => {
  const call = () => sentences([], { language: "en", clock: new ManualClock(), ...options });
  expect(call).toThrow(ConfigurationError);
  expect(call).toThrow(message);
});
