import { PassThrough } from "node:stream";
import { until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import {
  caught,
  chunkFrame,
  doneFrame,
  NOTHING_LEFT,
  type OpenedSession,
  openedSession,
  speakAll,
  speakNext,
} from "./tts-test-bed.ts";

const SENTENCES = ["今日はいい天気です。", "明日は雨が降ります。", "傘を持って行きましょう。"];
const INCREMENTAL = { textInput: "incremental" } as const;

/** A source in the hands of the test: it gives a piece when it is told to. */
function tap() {
  const given: string[] = [];
  let wake: () => void = () => {};
  let end: { readonly error?: unknown } | undefined;
  const state = { asked: 0, returned: 0 };
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        state.asked++;
        while (given.length === 0) {
          if (end !== undefined && "error" in end) throw end.error;
          if (end !== undefined) return { done: true, value: undefined };
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        return { done: false, value: given.shift() ?? "" };
      },
      async return() {
        state.returned++;
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    source,
    state,
    give(...pieces: string[]) {
      given.push(...pieces);
      wake();
    },
    end(how: { readonly error?: unknown } = {}) {
      end = how;
      wake();
    },
  };
}

const texts = ({ events }: OpenedSession) =>
  events.flatMap((event) => (event.type === "done" ? [event.text] : []));

describe("text that comes piece by piece", () => {
  it("is spoken sentence by sentence, the first before the last is written", async () => {
    await using test = await openedSession();
    const { session, peer, bed } = test;
    const text = tap();
    const spoken = session.synthesize(text.source);
    text.give("今日は", "いい天気", "です。明日");
    expect(await speakNext(peer)).toEqual({
      type: "response.create",
      text: SENTENCES[0],
      response_id: "response-0000001",
    });
    text.give("は雨が降ります。");
    text.end();
    expect(await speakNext(peer)).toMatchObject({ text: SENTENCES[1] });
    expect(await spoken).toBe("completed");
    await until(() => texts(test).length === 2);
    expect(texts(test)).toEqual(SENTENCES.slice(0, 2));
    expect(text.state.returned).toBe(0);
    await session.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, () => Iterable<string> | AsyncIterable<string>]>([
    ["an array", () => SENTENCES],
    ["a generator", () => SENTENCES.values()],
    ["a Node stream", () => new PassThrough({ encoding: "utf8" }).end(SENTENCES.join(""))],
    ["a web stream", () => new Blob([SENTENCES.join("")]).stream().pipeThrough(new TextDecoderStream())],
  ])("may come from %s", async (_, source) => {
    await using test = await openedSession();
    void caught(speakAll(test.peer));
    expect(await test.session.synthesize(source())).toBe("completed");
    await until(() => texts(test).length === 3);
    expect(texts(test)).toEqual(SENTENCES);
    await test.session.close();
  });

  it("is read no more than one sentence ahead, for however long a sentence is spoken", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    const text = tap();
    text.give(
      ...SENTENCES.map((sentence) => `${sentence}\n`),
      ...SENTENCES.map((sentence) => `${sentence}\n`),
    );
    void caught(session.synthesize(text.source));
    await peer.receive();
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(text.state.asked).toBeLessThanOrEqual(3);
    expect(session.stats().framesSent).toBe(2);
    await session.close();
    expect(text.state.returned).toBe(1);
  });

  it("is not read before its turn has come", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    const text = tap();
    const first = session.synthesize("one");
    const second = session.synthesize(text.source);
    await peer.receive();
    await new Promise(setImmediate);
    expect(text.state.asked).toBe(0);
    peer.send(doneFrame("response-0000001"));
    await first;
    text.give(SENTENCES[0] ?? "");
    text.end();
    await speakNext(peer);
    expect(await second).toBe("completed");
    await session.close();
  });

  it("whose source fails is spoken as far as it came", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    const broken = new Error("the model went away");
    const text = tap();
    text.give(SENTENCES.slice(0, 2).join(""));
    text.end({ error: broken });
    const spoken = caught(session.synthesize(text.source));
    await speakNext(peer);
    await speakNext(peer);
    expect(await spoken).toBe(broken);
    await until(() => texts(test).length === 2);
    expect(session.state).toBe("open");
    const next = session.synthesize("more");
    await speakNext(peer);
    expect(await next).toBe("completed");
    await session.close();
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, readonly string[]]>([
    ["nothing", []],
    ["nothing but white space", [" ", "\n", ""]],
  ])("and holds %s is refused, and nothing is sent", async (_, pieces) => {
    for (const textInput of ["sentences", "incremental"] as const) {
      await using test = await openedSession({ textInput });
      expect(await caught(test.session.synthesize(pieces))).toMatchObject({ code: "empty_text" });
      expect(test.session.stats().framesSent).toBe(1);
      await test.session.close();
    }
  });

  it("asks for nothing that no voice could speak: marks and emoji without a word", async () => {
    await using test = await openedSession();
    void caught(speakAll(test.peer));
    expect(await test.session.synthesize(["良い天気ですね。今日は散歩。", "\n", "🎉🎉🎉"])).toBe("completed");
    await until(() => texts(test).join("") === "良い天気ですね。今日は散歩。");
    expect(await caught(test.session.synthesize(["🎉", "!!"]))).toMatchObject({ code: "empty_text" });
    await test.session.close();
  });

  it("and is no text is refused", async () => {
    await using test = await openedSession();
    const pieces = [7] as unknown as string[];
    expect(await caught(test.session.synthesize(pieces))).toMatchObject({ name: "ConfigurationError" });
    await test.session.close();
  });

  it("is let go when a sentence fails", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    const text = tap();
    text.give(`${SENTENCES[0]}\n`, "明日");
    const failing = caught(session.synthesize(text.source));
    await peer.receive();
    peer.send(doneFrame("response-0000001", "failed"));
    expect(await failing).toMatchObject({ code: "response_failed" });
    expect(text.state.returned).toBe(1);
    await session.close();
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("that a service closes upon between two sentences is not all spoken, and its call says so", async () => {
    await using test = await openedSession();
    const { session, peer, ended } = test;
    const text = tap();
    text.give(`${SENTENCES[0]}\n`);
    const spoken = caught(session.synthesize(text.source));
    await speakNext(peer);
    await until(() => texts(test).length === 1);
    peer.close(1000);
    expect(await spoken).toMatchObject({ code: "session_closed" });
    expect(await ended).toBe("fine");
    expect(text.state.returned).toBe(1);
  });
});

describe("text for an older server", () => {
  const CREATE = { type: "response.create", response_id: "response-0000001" };
  const COMMIT = { type: "input_text_buffer.commit" };
  const append = (text: string) => ({ type: "input_text_buffer.append", text });

  it("is passed on piece by piece, and answered the same way", async () => {
    await using test = await openedSession({ ...INCREMENTAL, maxLength: 9 });
    const { session, peer, bed } = test;
    const text = tap();
    const spoken = session.synthesize(text.source);
    text.give("\n", "", " He", "", "llo ");
    expect(await peer.receive()).toEqual({ ...CREATE, max_length: 9 });
    expect(await peer.receive()).toEqual(append("\n He"));
    expect(await peer.receive()).toEqual(append("llo "));
    peer.send(chunkFrame(10));
    await until(() => test.events.length === 2);
    // The writer takes its time: that is no silence of the service.
    for (let passed = 0; passed < 60; passed += 10) {
      await bed.clock.advance(10_000);
      peer.webSocket.ping();
      peer.send({ type: "news" });
      await until(() => session.stats().framesReceived === 3 + passed / 10);
    }
    text.give("world.");
    expect(await peer.receive()).toEqual(append("world."));
    text.end();
    expect(await peer.receive()).toEqual(COMMIT);
    peer.send(chunkFrame(10, { isFinal: true }));
    peer.send(doneFrame("response-0000001"));
    expect(await spoken).toBe("completed");
    await until(() => texts(test).length === 1);
    expect(texts(test)).toEqual(["\n Hello world."]);
    await session.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("may be whole", async () => {
    await using test = await openedSession(INCREMENTAL);
    const { session, peer } = test;
    const spoken = session.synthesize("Hello.");
    expect([await peer.receive(), await peer.receive(), await peer.receive()]).toEqual([
      CREATE,
      append("Hello."),
      COMMIT,
    ]);
    peer.send(doneFrame("response-0000001"));
    expect(await spoken).toBe("completed");
    await session.close();
  });

  it("that ends with silence of the service has a limit", async () => {
    await using test = await openedSession(INCREMENTAL);
    const { session, peer, bed } = test;
    const spoken = caught(session.synthesize("Hello."));
    for (const _ of [1, 2, 3]) await peer.receive();
    for (const _ of [1, 2, 3]) {
      await bed.clock.advance(10_000);
      await new Promise(setImmediate);
    }
    expect(await spoken).toMatchObject({ name: "TimeoutError" });
  });

  it("can be cancelled while it is being written", async () => {
    await using test = await openedSession(INCREMENTAL);
    const { session, peer, bed } = test;
    const text = tap();
    const spoken = session.synthesize(text.source);
    text.give("Hel");
    expect([await peer.receive(), await peer.receive()]).toEqual([CREATE, append("Hel")]);
    const cancelled = session.cancel();
    expect(await peer.receive()).toEqual({ type: "response.cancel" });
    peer.send(doneFrame("response-0000001", "cancelled"));
    await cancelled;
    expect(await spoken).toBe("cancelled");
    expect(text.state.returned).toBe(1);
    expect(session.stats().framesSent).toBe(4);
    await session.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("whose source fails is spoken as far as it came", async () => {
    await using test = await openedSession(INCREMENTAL);
    const { session, peer } = test;
    const broken = new Error("the model went away");
    const text = tap();
    text.give("Hello ");
    text.end({ error: broken });
    const spoken = caught(session.synthesize(text.source));
    for (const expected of [CREATE, append("Hello "), COMMIT]) expect(await peer.receive()).toEqual(expected);
    peer.send(doneFrame("response-0000001"));
    expect(await spoken).toBe(broken);
    expect(session.state).toBe("open");
    await session.close();
  });

  it.each(["failed", "completed"])("that is %s before its end is let go", async (status) => {
    await using test = await openedSession(INCREMENTAL);
    const { session, peer } = test;
    const text = tap();
    const spoken = session.synthesize(text.source).catch((error: unknown) => error);
    text.give("Hello ");
    await peer.receive();
    await peer.receive();
    peer.send(doneFrame("response-0000001", status));
    const outcome = await spoken;
    if (status === "completed") expect(outcome).toBe("completed");
    else expect(outcome).toMatchObject({ code: "response_failed" });
    expect(text.state.returned).toBe(1);
    expect(session.stats().framesSent).toBe(3);
    await session.close();
  });

  it("whose consumer never comes is told so, at the latest when the text has ended", async () => {
    await using test = await openedSession({ ...INCREMENTAL, taken: false });
    const { session, peer } = test;
    const text = tap();
    const spoken = caught(session.synthesize(text.source));
    text.give("Hello ");
    await peer.receive();
    await peer.receive();
    for (let number = 0; number < 300; number++) peer.send(chunkFrame(10));
    await until(() => session.stats().framesReceived > 255);
    expect(session.state).toBe("open");
    text.end();
    expect(await spoken).toMatchObject({ code: "not_iterated" });
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});
