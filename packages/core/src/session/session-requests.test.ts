import { describe, expect, it } from "vitest";
import type { ScriptedConnection } from "../testing/scripted-socket-server.ts";
import { until } from "../testing/until.ts";
import { drain, sessionTestBed } from "./session-test-bed.ts";

const NOTHING_LEFT = { timers: 0, listeners: 0 };
const ASK = '{"type":"ask"}';

/** A session whose peer answers what it is asked: it is idle once it stands. */
async function setUp(script: (peer: ScriptedConnection) => void | Promise<void> = () => {}) {
  const bed = await sessionTestBed(async (connection) => {
    await connection.receive();
    connection.send({ type: "idle" });
    await script(connection);
  });
  const session = await bed.open();
  const [peer] = bed.server.connections;
  if (peer === undefined) throw new Error("no connection");
  return { bed, session, peer, [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}

describe("a session that is asked, again and again", () => {
  it("is open from the first idle on, and stays so", async () => {
    await using test = await setUp();
    const { session, bed, peer } = test;
    expect(session.state).toBe("open");
    const drained = drain(session);
    for (const [word, frames] of [
      ["a", 3],
      ["b", 5],
    ]) {
      await session.request(ASK);
      await peer.receive();
      await bed.clock.advance(5);
      peer.send({ type: "word", word });
      peer.send({ type: "idle" });
      await until(() => session.stats().framesReceived === frames);
    }
    expect(session.state).toBe("open");
    expect(session.stats()).toMatchObject({ framesSent: 3, framesReceived: 5, firstEventLatencyMs: 5 });
    session.complete();
    expect(await drained).toEqual({ events: ["a", "b"] });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each([1000, 1001])(
    "ends in order when the service closes with %d while nothing is due",
    async (code) => {
      await using test = await setUp((peer) => peer.close(code));
      expect(await drain(test.session)).toEqual({ events: [] });
      expect(() => test.session.requireOpen()).toThrow(expect.objectContaining({ code: "session_closed" }));
      expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
    },
  );

  it.each<[string, (peer: ScriptedConnection) => void]>([
    ["with another code", (peer) => peer.close(1011)],
    ["without a word", (peer) => peer.terminate()],
  ])("is lost when it closes %s, even then", async (_, end) => {
    await using test = await setUp(end);
    expect((await drain(test.session)).error).toMatchObject({ code: "connection_lost" });
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each(["send", "request"] as const)(
    "is lost when it closes after a %s, with whatever code",
    async (way) => {
      await using test = await setUp(async (peer) => {
        await peer.receive();
        peer.close(1000);
      });
      await test.session[way](ASK);
      const { error } = await drain(test.session);
      expect(error).toMatchObject({ code: "connection_lost", closeCode: 1000 });
      // Nothing is told of audio, for none was sent.
      expect(String(error)).toMatch(/before its work was complete\.$/);
      expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
    },
  );

  it("times the service's silence while an answer is due, and only then", async () => {
    await using test = await setUp();
    const { session, bed, peer } = test;
    const drained = drain(session);
    const wait = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        await bed.clock.advance(1000);
        session.onPong();
      }
    };
    await wait(100);
    await session.send(ASK);
    await wait(100);
    await session.request(ASK);
    await wait(29);
    peer.send({ type: "news" });
    await until(() => session.stats().framesReceived === 2);
    await wait(29);
    peer.send({ type: "idle" });
    await until(() => session.stats().framesReceived === 3);
    await wait(100);
    expect(session.state).toBe("open");
    await session.request(ASK);
    await wait(30);
    expect((await drained).error).toMatchObject({ phase: "finish", limitMs: 30_000 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

it("an answer that came while the request waited to leave is not waited for", async () => {
  await using test = await setUp((peer) => peer.stopReading());
  const { session, bed, peer } = test;
  const drained = drain(session);
  const large = JSON.stringify({ type: "large", text: "x".repeat(10_000_000) });
  await session.send(large);
  let hasLeft = false;
  const asked = session.request(ASK).then(() => {
    hasLeft = true;
  });
  peer.send({ type: "idle" });
  await until(() => session.stats().framesReceived === 2);
  expect(hasLeft).toBe(false);
  peer.webSocket.resume();
  await asked;
  for (let second = 0; second < 100; second++) {
    await bed.clock.advance(1000);
    session.onPong();
  }
  expect(session.state).toBe("open");
  session.complete();
  expect(await drained).toEqual({ events: [] });
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

describe("a session whose events nobody takes", () => {
  const flood = async (peer: ScriptedConnection) => {
    await peer.receive();
    for (let number = 0; number < 300; number++) peer.send({ type: "word", word: "x" });
  };

  it("fails when they pile up while an answer is due", async () => {
    await using test = await setUp(flood);
    await test.session.request(ASK);
    await until(() => test.session.state === "closed");
    const { events, error } = await drain(test.session);
    expect(events.length).toBeGreaterThanOrEqual(256);
    expect(error).toMatchObject({ name: "ConfigurationError", code: "not_iterated" });
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("fails when an answer is asked for after they have piled up", async () => {
    await using test = await setUp(flood);
    await test.session.send(ASK);
    await until(() => test.session.stats().framesReceived > 256);
    expect(test.session.state).toBe("open");
    await test.session.request(ASK);
    expect((await drain(test.session)).error).toMatchObject({ code: "not_iterated" });
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("waits for a reader that has begun", async () => {
    await using test = await setUp(flood);
    const events = test.session[Symbol.asyncIterator]();
    const first = events.next();
    await test.session.request(ASK);
    expect((await first).value).toBe("x");
    await until(() => test.session.stats().framesReceived > 256);
    await test.bed.clock.advance(100_000);
    expect(test.session.state).toBe("open");
    test.session.dropEvents(() => true);
    await until(() => test.session.stats().framesReceived === 301);
    await test.session.close();
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("has its answer due again, once the reader has caught up", async () => {
    await using test = await setUp(flood);
    const { session, bed } = test;
    const events = session[Symbol.asyncIterator]();
    const first = events.next();
    await session.request(ASK);
    await first;
    await until(() => session.stats().framesReceived > 256);
    session.dropEvents(() => true);
    await until(() => session.stats().framesReceived === 301);
    session.dropEvents(() => true);
    const late = events.next().catch((error: unknown) => error);
    for (let second = 0; second < 30; second++) {
      expect(session.state).toBe("open");
      await bed.clock.advance(1000);
      session.onPong();
    }
    expect(await late).toMatchObject({ name: "TimeoutError", phase: "finish", limitMs: 30_000 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

it("a session that is failed from outside tells why, after what came before", async () => {
  await using test = await setUp((peer) => peer.send({ type: "word", word: "a" }));
  await until(() => test.session.stats().framesReceived === 2);
  test.session.fail("why not");
  test.session.fail("again");
  expect(await drain(test.session)).toEqual({ events: ["a"], error: "why not" });
  expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
});
