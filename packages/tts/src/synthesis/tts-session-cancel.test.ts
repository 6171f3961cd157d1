import { ConfigurationError, TimeoutError } from "@kotoba/core";
import { until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import { oggOpusStream } from "../result/ogg-opus-stream.ts";
import {
  caught,
  chunkFrame,
  createdFrame,
  doneFrame,
  NOTHING_LEFT,
  type OpenedSession,
  openedSession,
  speakAll,
  speakNext,
} from "./tts-test-bed.ts";

const ID = "response-0000001";
const CANCEL = { type: "response.cancel" };

/** The bytes that the consumer got, by chunk. */
const audio = ({ events }: OpenedSession) =>
  events.flatMap((event) => (event.type === "audio_chunk" ? [event.audio[0]] : []));
const ends = ({ events }: OpenedSession) =>
  events.flatMap((event) => (event.type === "done" ? [`${event.text} ${event.status}`] : []));

describe("cancel", () => {
  it.each<[string, number, boolean]>([
    ["before the first chunk", 0, false],
    ["between chunks", 2, false],
    ["after the last chunk", 2, true],
  ])("%s lets no later audio through, and ends with the response", async (_, chunks, isFinal) => {
    await using test = await openedSession();
    const { session, peer, bed } = test;
    const spoken = session.synthesize("one");
    await peer.receive();
    peer.send(createdFrame(ID));
    for (let number = 1; number <= chunks; number++) {
      peer.send(chunkFrame(10, { value: number, isFinal: isFinal && number === chunks }));
    }
    await until(() => audio(test).length === chunks);
    let isCancelled = false;
    const cancelled = session.cancel().then(() => {
      isCancelled = true;
    });
    expect(await peer.receive()).toEqual(CANCEL);
    peer.send(chunkFrame(10, { value: 8 }));
    peer.send(chunkFrame(10, { value: 9, response_id: ID }));
    await until(() => session.stats().framesReceived === 4 + chunks);
    expect(isCancelled).toBe(false);
    peer.send(doneFrame(ID, "cancelled"));
    await cancelled;
    expect(await spoken).toBe("cancelled");
    // Even later: while nothing is active, and while the next text is spoken.
    peer.send(chunkFrame(10, { value: 10, response_id: ID }));
    peer.send(chunkFrame(10, { value: 11 }));
    const next = session.synthesize("two");
    await peer.receive();
    peer.send(chunkFrame(10, { value: 12, response_id: ID }));
    peer.send(doneFrame(ID, "cancelled"));
    peer.send(chunkFrame(10, { value: 13 }));
    peer.send(createdFrame("response-0000002"));
    peer.send(chunkFrame(10, { value: 20 }));
    peer.send(doneFrame("response-0000002"));
    expect(await next).toBe("completed");
    await until(() => ends(test).length === 2);
    expect(audio(test)).toEqual([1, 2].slice(0, chunks).concat(20));
    expect(ends(test)).toEqual(["one cancelled", "two completed"]);
    await session.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each(["completed", "failed"])("may be answered with %s", async (status) => {
    await using test = await openedSession();
    const { session, peer } = test;
    const spoken = session.synthesize("one");
    await peer.receive();
    const cancelled = session.cancel();
    await peer.receive();
    peer.send(doneFrame(ID, status));
    await cancelled;
    expect(await spoken).toBe("cancelled");
    await until(() => ends(test).length === 1);
    expect(ends(test)).toEqual([`one ${status === "failed" ? "failed" : "cancelled"}`]);
    await session.close();
  });

  it("with nothing active sends nothing, and resolves at once", async () => {
    await using test = await openedSession();
    const { session, peer, bed } = test;
    await session.cancel();
    const spoken = session.synthesize("one");
    await speakNext(peer);
    await spoken;
    await Promise.all([session.cancel(), session.cancel()]);
    expect(session.stats().framesSent).toBe(2);
    await session.close();
    await session.cancel();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("in the breath of asking sends nothing of it", async () => {
    await using test = await openedSession();
    const { session } = test;
    const spoken = [session.synthesize("one"), session.synthesize(["two. And three."])];
    await session.cancel();
    expect(await Promise.all(spoken)).toEqual(["cancelled", "cancelled"]);
    expect(session.stats().framesSent).toBe(1);
    await session.close();
  });

  it("twice asks once, and both wait", async () => {
    await using test = await openedSession();
    const { session, peer, bed } = test;
    const spoken = session.synthesize("one");
    await peer.receive();
    const cancelled = [session.cancel(), session.cancel()];
    await peer.receive();
    peer.send(doneFrame(ID, "cancelled"));
    await Promise.all(cancelled);
    expect(await spoken).toBe("cancelled");
    expect(session.stats().framesSent).toBe(3);
    await session.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("drops what is queued, and what is asked for after it is spoken", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    let returned = 0;
    async function* source() {
      try {
        yield "これは一つの文です。";
      } finally {
        returned++;
      }
    }
    const unread = new ReadableStream<string>({
      cancel() {
        returned++;
      },
    });
    const before = [session.synthesize("one"), session.synthesize("two"), session.synthesize(unread)];
    await peer.receive();
    const cancelled = session.cancel();
    const after = session.synthesize(source());
    expect(await peer.receive()).toEqual(CANCEL);
    peer.send(chunkFrame(10));
    peer.send(doneFrame(ID, "cancelled"));
    await cancelled;
    expect(await Promise.all(before)).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(await speakNext(peer)).toMatchObject({ text: "これは一つの文です。" });
    expect(await after).toBe("completed");
    expect(returned).toBe(2);
    expect(session.stats().framesSent).toBe(4);
    await session.close();
  });

  it("between two sentences lets the source go, and is done at once", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    let returned = 0;
    const source: AsyncIterable<string> = {
      [Symbol.asyncIterator]() {
        let given = false;
        return {
          next() {
            if (given) return new Promise(() => {});
            given = true;
            return Promise.resolve({ done: false, value: "これは一つの文です。つ" });
          },
          async return() {
            returned++;
            return { done: true, value: undefined };
          },
        };
      },
    };
    const spoken = session.synthesize(source);
    await speakNext(peer);
    await until(() => ends(test).length === 1);
    await session.cancel();
    expect(await spoken).toBe("cancelled");
    expect(returned).toBe(1);
    expect(session.stats().framesSent).toBe(2);
    await session.close();
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("keeps from a slow consumer what has come and was not taken, of finished texts too", async () => {
    await using test = await openedSession({ taken: false });
    const { session, peer } = test;
    const events = session[Symbol.asyncIterator]();
    await events.next();
    const first = session.synthesize("one");
    await speakNext(peer);
    expect(await first).toBe("completed");
    const second = session.synthesize("two");
    await peer.receive();
    // More than the session holds: the rest waits at the service, and the answer to the cancel behind it.
    for (let number = 0; number < 2000; number++) peer.send(chunkFrame(3000));
    await until(() => session.stats().framesReceived > 250);
    const cancelled = session.cancel();
    expect(await peer.receive()).toEqual(CANCEL);
    peer.send(doneFrame("response-0000002", "cancelled"));
    await cancelled;
    expect(await second).toBe("cancelled");
    expect([(await events.next()).value, (await events.next()).value]).toMatchObject([
      { type: "done", text: "one", status: "completed" },
      { type: "done", text: "two", status: "cancelled" },
    ]);
    await session.close();
  });

  it("that is never answered ends the session within 5 s, whatever else comes", async () => {
    await using test = await openedSession();
    const { session, peer, bed, ended } = test;
    const spoken = caught(session.synthesize("one"));
    await peer.receive();
    const cancelled = caught(session.cancel());
    await peer.receive();
    await bed.clock.advance(4999);
    peer.send(chunkFrame(10));
    await until(() => session.stats().framesReceived === 2);
    expect(session.state).toBe("open");
    await bed.clock.advance(1);
    const error = await cancelled;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: "finish", limitMs: 5000 });
    expect(await spoken).toBe(error);
    expect(await ended).toBe(error);
    expect(audio(test)).toEqual([]);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, (test: OpenedSession) => unknown, unknown]>([
    ["an abort", ({ bed }) => bed.controller.abort("enough"), "enough"],
    ["close()", ({ session }) => session.close(), { code: "session_closed" }],
    ["a lost connection", ({ peer }) => peer.terminate(), { code: "connection_lost" }],
  ])("that waits is ended by %s", async (_, end, expected) => {
    await using test = await openedSession();
    const { session, peer, bed } = test;
    const spoken = caught(session.synthesize("one"));
    await peer.receive();
    const cancelled = caught(session.cancel());
    await peer.receive();
    await end(test);
    const error = await cancelled;
    if (typeof expected === "string") expect(error).toBe(expected);
    else expect(error).toMatchObject(expected as object);
    expect(await spoken).toBe(error);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("interrupt", () => {
  const SENTENCES = ["今日はいい天気です。", "明日は雨が降ります。", "傘を持って行きましょう。"];

  it("while a sentence is synthesised tells what was heard, by sentence and by word", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    const spoken = session.synthesize(SENTENCES);
    await speakNext(peer, 2);
    await peer.receive();
    peer.send(chunkFrame(16_000 * 1.5, { response_id: "response-0000002" }));
    await until(() => audio(test).length === 2);
    const interrupted = session.interrupt({ playedSeconds: 3 });
    expect(await peer.receive()).toEqual(CANCEL);
    peer.send(doneFrame("response-0000002", "cancelled"));
    const { spokenText, unspokenText, sentences } = await interrupted;
    expect(await spoken).toBe("cancelled");
    // 9 letters in 2 s: the second sentence, of 9 letters, will have taken 2 s, of which 1 was heard.
    expect(sentences).toEqual([
      { text: SENTENCES[0], spokenShare: 1 },
      { text: SENTENCES[1], spokenShare: 0.5 },
      { text: SENTENCES[2], spokenShare: 0 },
    ]);
    expect(spokenText).toBe("今日はいい天気です。明日は雨");
    expect(spokenText + unspokenText).toBe(SENTENCES.join(""));
    await session.close();
  });

  it("works when the synthesis has ended and the player lags behind", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    const spoken = session.synthesize("one two three four");
    await speakNext(peer, 4);
    await spoken;
    await until(() => ends(test).length === 1);
    expect(await session.interrupt({ playedSeconds: 2 })).toEqual({
      spokenText: "one two",
      unspokenText: "three four",
      sentences: [{ text: "one two three four", spokenShare: 0.5 }],
    });
    expect(session.stats().framesSent).toBe(2);
    // Once more, when everything has been played.
    expect(await session.interrupt({ playedSeconds: 4 })).toMatchObject({ unspokenText: "" });
    await session.close();
  });

  it("passes over an utterance that ended without audio", async () => {
    await using test = await openedSession({ taken: false });
    const { session, peer } = test;
    const failing = caught(session.synthesize("unspeakable"));
    const spoken = session.synthesize("one two");
    await peer.receive();
    peer.send(doneFrame(ID, "failed"));
    await failing;
    await speakNext(peer);
    await spoken;
    expect(await session.interrupt({ playedSeconds: 0 })).toMatchObject({ unspokenText: "one two" });
    await session.close();
  });

  it("passes over what was cancelled before any of it was taken", async () => {
    await using test = await openedSession({ taken: false });
    const { session, peer } = test;
    for (const text of ["cancelled", "one two"]) {
      await session.cancel();
      const spoken = session.synthesize(text);
      await speakNext(peer);
      await spoken;
    }
    expect(await session.interrupt({ playedSeconds: 0 })).toMatchObject({ unspokenText: "one two" });
    await session.close();
  });

  it("counts no audio that was kept back: nobody has heard it", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    const spoken = session.synthesize("one two three four");
    await peer.receive();
    peer.send(chunkFrame(16_000, { response_id: ID }));
    await until(() => audio(test).length === 1);
    const cancelled = session.cancel();
    await peer.receive();
    peer.send(chunkFrame(16_000, { response_id: ID }));
    peer.send(doneFrame(ID, "cancelled"));
    await Promise.all([cancelled, spoken]);
    const { sentences } = await session.interrupt({ playedSeconds: 9 });
    // 15 letters, 6.5 of which are usual in a second.
    expect(sentences[0]?.spokenShare).toBeCloseTo(6.5 / 15, 9);
    await session.close();
  });

  it("knows how long Opus is, also after a stream that was broken off", async () => {
    const created = { type: "session.created", format: "opus", sample_rate: 24_000 };
    await using test = await openedSession({ created });
    const { session, peer } = test;
    const stream = Buffer.from(oggOpusStream(50, 0));
    // Cut within its last page.
    for (const [id, end] of [
      [ID, -5],
      ["response-0000002", stream.length],
    ] as const) {
      const spoken = session.synthesize("one two three four");
      await peer.receive();
      peer.send({ type: "audio.chunk", audio: stream.subarray(0, end).toString("base64"), isFinal: true });
      peer.send(doneFrame(id));
      await spoken;
    }
    await until(() => ends(test).length === 2);
    const { sentences } = await session.interrupt({ playedSeconds: 0.5 });
    expect(sentences[0]?.spokenShare).toBeCloseTo(0.5, 9);
    await session.close();
  });

  it("counts from the latest utterance of which audio was taken", async () => {
    await using test = await openedSession({ taken: false });
    const { session, peer } = test;
    const events = session[Symbol.asyncIterator]();
    const spoken = Promise.all([session.synthesize("first text"), session.synthesize("second text")]);
    await events.next();
    await speakNext(peer, 2);
    await speakNext(peer, 2);
    await spoken;
    const heard = async () => (await session.interrupt({ playedSeconds: 2 })).spokenText;
    expect((await events.next()).value).toMatchObject({ type: "audio_chunk", responseId: ID });
    expect(await heard()).toBe("first text");
    const third = session.synthesize("third text");
    await speakNext(peer, 2);
    await third;
    for (const type of ["done", "done"]) expect((await events.next()).value).toMatchObject({ type });
    expect(await heard()).toBe("first text");
    await session.close();

    await using other = await openedSession();
    void caught(speakAll(other.peer));
    await other.session.synthesize("first text");
    await other.session.synthesize("second text");
    await until(() => ends(other).length === 2);
    expect((await other.session.interrupt({ playedSeconds: 2 })).spokenText).toBe("second text");
    await other.session.close();
  });

  it("before any sound tells that nothing was heard", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    expect(await session.interrupt({ playedSeconds: 0 })).toEqual({
      spokenText: "",
      unspokenText: "",
      sentences: [],
    });
    const spoken = session.synthesize("one two");
    await peer.receive();
    const interrupted = session.interrupt({ playedSeconds: 1 });
    await peer.receive();
    peer.send(doneFrame(ID, "cancelled"));
    expect(await interrupted).toEqual({
      spokenText: "",
      unspokenText: "one two",
      sentences: [{ text: "one two", spokenShare: 0 }],
    });
    expect(await spoken).toBe("cancelled");
    await session.close();
  });

  it.each([-1, Number.NaN, "1"])("refuses %j seconds, and cancels nothing", async (playedSeconds) => {
    await using test = await openedSession();
    const { session, peer } = test;
    const spoken = session.synthesize("one");
    await peer.receive();
    const error = await caught(session.interrupt({ playedSeconds: playedSeconds as number }));
    expect(error).toBeInstanceOf(ConfigurationError);
    peer.send(doneFrame(ID));
    expect(await spoken).toBe("completed");
    await session.close();
  });
});
