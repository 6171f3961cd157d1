import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../errors/configuration-error.ts";
import { ConnectionLostError } from "../errors/connection-lost-error.ts";
import { ProtocolError } from "../errors/protocol-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import type { ScriptedConnection } from "../testing/scripted-socket-server.ts";
import { until } from "../testing/until.ts";
import type { SessionOptions } from "./open-session.ts";
import { drain, type SessionTestBed, sessionTestBed, welcome } from "./session-test-bed.ts";

const NOTHING_LEFT = { timers: 0, listeners: 0 };
const PIECE = JSON.stringify({ type: "audio", audio: "a".repeat(16_000) });
const COMMIT = '{"type":"commit"}';

/** A session that is open, and its peer. */
async function setUp(
  script: (peer: ScriptedConnection) => void | Promise<void> = () => {},
  options: SessionOptions = {},
) {
  const bed = await sessionTestBed(async (connection) => {
    await welcome(connection);
    await script(connection);
  });
  const session = await bed.open(options);
  const [peer] = bed.server.connections;
  if (peer === undefined) throw new Error("no connection");
  return { bed, session, peer, [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fine",
    (error) => error,
  );

async function expectNothingLeft(bed: SessionTestBed) {
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
}

describe("a session that goes well", () => {
  it("was ready, also when it has ended since", async () => {
    await using test = await setUp();
    const { session } = test;
    await session.close();
    await expect(session.ready()).resolves.toBeUndefined();
  });

  it("ends with its last event, and closes the connection", async () => {
    await using test = await setUp(async (peer) => {
      await peer.receive();
      peer.send({ type: "word", word: "hello", final: true });
      await peer.receive();
      peer.send({ type: "done" });
    });
    const { bed, session, peer } = test;
    await session.send(PIECE);
    session.countAudio(4000, 2);
    await session.finish(COMMIT);
    expect(await drain(session)).toEqual({ events: ["hello", "done"] });
    expect(await peer.closed).toBe(1000);
    expect(session.stats()).toMatchObject({
      audioBytesSent: 4000,
      sentSeconds: 2,
      confirmedSeconds: 2,
      framesSent: 3,
      framesReceived: 3,
      heldBytes: 0,
      firstEventLatencyMs: 0,
    });
    await expectNothingLeft(bed);
  });

  it("whose peer never answers the close is let go after half a second", async () => {
    await using test = await setUp((peer) => {
      peer.send({ type: "done" });
      peer.stopReading();
    });
    const { bed, session } = test;
    expect(await drain(session)).toEqual({ events: ["done"] });
    expect(bed.clock.pendingTimers).toBe(1);
    expect(bed.server.openSockets).toBe(1);
    await bed.clock.advance(500);
    test.peer.webSocket.resume();
    await expectNothingLeft(bed);
  });
});

describe("a connection that ends before the work", () => {
  it.each<[number, (peer: ScriptedConnection) => void]>([
    [1000, (peer) => peer.close(1000, "bye")],
    [1001, (peer) => peer.close(1001)],
    [1011, (peer) => peer.close(1011)],
    [1006, (peer) => peer.terminate()],
  ])("with code %d is lost, and says what; events before it are delivered", async (code, end) => {
    await using test = await setUp(async (peer) => {
      await peer.receive();
      for (const word of ["a", "b"]) peer.send({ type: "word", word, final: true });
      await peer.receive();
      peer.send({ type: "word", word: "c" });
      await peer.receive();
      end(peer);
    });
    const { bed, session } = test;
    const events = session[Symbol.asyncIterator]();
    await session.send(PIECE);
    session.countAudio(4000, 2);
    expect((await events.next()).value).toBe("a");
    expect((await events.next()).value).toBe("b");
    await session.send(PIECE);
    session.countAudio(3000, 1.5);
    await session.finish(COMMIT);
    await until(() => session.state === "closed");
    expect((await events.next()).value).toBe("c");
    const error = await caught(events.next());
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({
      code: "connection_lost",
      closeCode: code,
      reason: code === 1000 ? "bye" : "",
      sentSeconds: 3.5,
      confirmedSeconds: 2,
    });
    expect(String(error)).toContain("3.5 s of audio had been sent, 2.0 s were answered for");
    expect(String(error)).not.toContain("in-the-query");
    // Later sends say the same; later iteration is over.
    expect(await caught(session.send(PIECE))).toBe(error);
    expect((await events.next()).done).toBe(true);
    await expectNothingLeft(bed);
  });

  it("by a reset is lost, too", async () => {
    await using test = await setUp();
    const { bed, session, peer } = test;
    Reflect.get(peer.webSocket, "_socket").resetAndDestroy();
    const { error } = await drain(session);
    expect(error).toMatchObject({ code: "connection_lost", closeCode: 1006 });
    await expectNothingLeft(bed);
  });
});

describe("a half-open line", () => {
  it("is found 20 s after the last sign of life, wherever that fell", async () => {
    await using test = await setUp();
    const { bed, session, peer } = test;
    await bed.clock.advance(3000);
    peer.send({ type: "word", word: "last" });
    await until(() => session.stats().framesReceived === 2);
    peer.stopReading();
    await bed.clock.advance(19_999);
    expect(session.state).toBe("open");
    await bed.clock.advance(1);
    const { events, error } = await drain(session);
    expect(events).toEqual(["last"]);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: "keepalive", limitMs: 20_000 });
    peer.webSocket.resume();
    await expectNothingLeft(bed);
  });

  it("is none while pongs come", async () => {
    let pings = 0;
    await using test = await setUp((peer) => void peer.webSocket.on("ping", () => pings++));
    const { bed, session } = test;
    let pongs = 0;
    const onPong = session.onPong.bind(session);
    session.onPong = () => {
      pongs++;
      onPong();
    };
    for (let minute = 1; minute <= 6; minute++) {
      await bed.clock.advance(10_000);
      await until(() => pongs === minute);
    }
    expect([session.state, pings]).toEqual(["open", 6]);
    await session.close();
    await expectNothingLeft(bed);
  });
});

describe("a peer that stops reading", () => {
  /** Sends until sends wait. */
  async function fill(session: Awaited<ReturnType<typeof setUp>>["session"]) {
    let waiting: Promise<unknown>;
    for (;;) {
      let settled = false;
      waiting = session.send(PIECE).then(
        () => {
          settled = true;
        },
        (error) => error,
      );
      for (let turn = 0; turn < 50 && !settled; turn++) await new Promise(setImmediate);
      if (!settled) return { waiting };
    }
  }

  const options: SessionOptions = { highWaterMarkBytes: 100_000 };
  const stalled = (peer: ScriptedConnection) => peer.stopReading();

  it.each<[string, (test: Awaited<ReturnType<typeof setUp>>) => unknown, unknown]>([
    ["an abort", ({ bed }) => bed.controller.abort("enough"), "enough"],
    ["close()", ({ session, bed }) => closing(session.close(), bed), { code: "session_closed" }],
    ["the end of the line", ({ peer }) => peer.terminate(), { code: "connection_lost" }],
    ["the keepalive", ({ bed }) => bed.clock.advance(20_000), { phase: "keepalive" }],
  ])("makes sends wait, which %s ends", async (_, end, expected) => {
    await using test = await setUp(stalled, options);
    const { bed, session } = test;
    const { waiting } = await fill(session);
    expect(session.stats().heldBytes).toBeGreaterThanOrEqual(100_000);
    const second = caught(session.send(PIECE));
    expect(session.stats().heldBytes).toBeLessThanOrEqual(100_000 + PIECE.length);
    await end(test);
    const error = await waiting;
    if (typeof expected === "string") expect(error).toBe(expected);
    else expect(error).toMatchObject(expected as object);
    expect(await second).toBe(error);
    test.peer.webSocket.resume();
    await expectNothingLeft(bed);
    expect(session.stats().heldBytes).toBe(0);
  });

  async function closing(closed: Promise<void>, bed: SessionTestBed) {
    await bed.clock.advance(500);
    await closed;
  }

  it("and then reads on lets them go, in order", async () => {
    await using test = await setUp(stalled, options);
    const { bed, session, peer } = test;
    await fill(session);
    const last = ["x", "y", "z"].map((name) => session.send(JSON.stringify({ type: name })));
    peer.webSocket.resume();
    await Promise.all(last);
    const names: unknown[] = [];
    while (names.at(-1) !== "z") {
      const { type } = await peer.receive();
      if (type !== "audio") names.push(type);
    }
    expect(names).toEqual(["x", "y", "z"]);
    await session.close();
    await expectNothingLeft(bed);
  });
});

describe("a peer that floods", () => {
  const COUNT = 20_000;
  const flood = (peer: ScriptedConnection, word = "") => {
    for (let number = 0; number < COUNT; number++) peer.send({ type: "word", word: `${number}${word}` });
  };
  const words = (count: number, word = "") =>
    Array.from({ length: count }, (_, number) => `${number}${word}`);

  /** Waits until no frame comes any more. */
  async function untilPaused(session: Awaited<ReturnType<typeof setUp>>["session"]) {
    for (let still = 0, seen = -1; still < 50; still++) {
      await new Promise(setImmediate);
      const { framesReceived } = session.stats();
      if (framesReceived !== seen) still = 0;
      seen = framesReceived;
    }
  }

  it("is stopped while the consumer lags, is not taken for dead, and nothing is lost", async () => {
    const padding = "x".repeat(1000);
    await using test = await setUp((peer) => {
      flood(peer, padding);
      peer.send({ type: "done" });
    });
    const { bed, session } = test;
    await untilPaused(session);
    // 256, and what the last read of the system's 64 KiB brought.
    expect(session.stats().framesReceived).toBeLessThan(256 + 128);
    await bed.clock.advance(300_000);
    expect(session.state).toBe("open");
    expect(await drain(session)).toEqual({ events: [...words(COUNT, padding), "done"] });
    await expectNothingLeft(bed);
  });

  it("and has finished and gone by the time the consumer reads on has lost nothing", async () => {
    await using test = await setUp(async (peer) => {
      for (let number = 0; number < 1000; number++) peer.send({ type: "word", word: `${number}` });
      peer.send({ type: "done" });
      await new Promise((resolve) => peer.webSocket.send("{}", resolve));
      Reflect.get(peer.webSocket, "_socket").destroySoon();
    });
    const { bed, session } = test;
    await until(() => bed.server.openSockets === 0);
    // Pings to a peer that has gone would break what is still to be read.
    await bed.clock.advance(60_000);
    expect(await drain(session)).toEqual({ events: [...words(1000), "done"] });
    await expectNothingLeft(bed);
  });

  it("is not held to the limit of silence while the consumer lags after the end of the input", async () => {
    await using test = await setUp(async (peer) => {
      await peer.receive();
      flood(peer);
      peer.send({ type: "done" });
    });
    const { bed, session } = test;
    await session.finish(COMMIT);
    await untilPaused(session);
    await bed.clock.advance(100_000);
    expect(session.state).toBe("draining");
    expect((await drain(session)).events).toHaveLength(COUNT + 1);
    await expectNothingLeft(bed);
  });

  it.each(["close", "abort"])("is let go by %s while it is stopped", async (way) => {
    await using test = await setUp((peer) => flood(peer));
    const { bed, session } = test;
    await untilPaused(session);
    if (way === "close") {
      await session.close();
      expect(await drain(session)).toEqual({ events: [] });
    } else {
      bed.controller.abort("enough");
      const { events, error } = await drain(session);
      expect([events.length > 255, error]).toEqual([true, "enough"]);
    }
    await expectNothingLeft(bed);
  });
});

describe("frames", () => {
  it("that mean nothing are ignored: no JSON, unknown types, binary, empty", async () => {
    await using test = await setUp((peer) => {
      for (const text of ["", "no json", "null", "[1]", "12", '{"type":7}', '{"type":"news","x":1}']) {
        peer.sendText(text === "null" ? '{"a":null}' : text);
      }
      peer.sendBinary(new Uint8Array(1000));
      peer.send({ type: "done" });
    });
    expect(await drain(test.session)).toEqual({ events: ["done"] });
    await expectNothingLeft(test.bed);
  });

  it("that lack a field end the session with a ProtocolError, after what came before", async () => {
    await using test = await setUp((peer) => {
      peer.send({ type: "word", word: "a" });
      peer.send({ type: "word", secret: "content" });
      peer.send({ type: "word", word: "too late" });
    });
    const { events, error } = await drain(test.session);
    expect(events).toEqual(["a"]);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "bad_frame" });
    expect(String(error)).not.toContain("content");
    await expectNothingLeft(test.bed);
  });

  it("of 10 MiB are taken, in one piece and in many", async () => {
    const word = "x".repeat(10 * 2 ** 20 - '{"type":"word","word":""}'.length);
    await using test = await setUp((peer) => {
      peer.send({ type: "word", word });
      peer.sendFragments(JSON.stringify({ type: "word", word }), 5000);
      peer.send({ type: "done" });
    });
    const { events, error } = await drain(test.session);
    expect(error).toBeUndefined();
    expect(events.map((event) => event.length)).toEqual([word.length, word.length, 4]);
    await expectNothingLeft(test.bed);
  });

  it.each<[string, (peer: ScriptedConnection) => void, string]>([
    ["that are larger", (peer) => peer.sendText("x".repeat(10 * 2 ** 20 + 1)), "frame_too_large"],
    [
      "that break the rules of WebSocket",
      (peer) => void rawSocket(peer).write(Buffer.from([0xff, 0x00])),
      "bad_frame",
    ],
    [
      "of text that is no UTF-8",
      (peer) => void rawSocket(peer).write(Buffer.from([0x81, 1, 0xff])),
      "bad_frame",
    ],
  ])("%s end the session at once, with an error that says so", async (_, send, code) => {
    await using test = await setUp((peer) => {
      send(peer);
      // Nor does it matter whether the peer answers the close.
      peer.stopReading();
    });
    const { error } = await drain(test.session);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code });
    expect(String(error)).toMatch(/\/live broke the WebSocket protocol: /);
    test.peer.webSocket.resume();
    await expectNothingLeft(test.bed);
  });

  const rawSocket = (peer: ScriptedConnection) => Reflect.get(peer.webSocket, "_socket");
});

describe("an end by the caller", () => {
  const talking = (peer: ScriptedConnection) => peer.send({ type: "word", word: "a" });

  it("by break closes the connection", async () => {
    await using test = await setUp(talking);
    for await (const _ of test.session) break;
    expect(test.session.state).toBe("closed");
    expect(await test.peer.closed).toBe(1000);
    await expectNothingLeft(test.bed);
  });

  it("by an exception in the loop closes it, too", async () => {
    await using test = await setUp(talking);
    const failing = (async () => {
      for await (const event of test.session) throw new Error(event);
    })();
    await expect(failing).rejects.toThrow("a");
    await expectNothingLeft(test.bed);
  });

  it("by await using closes it, and so do two closes at once", async () => {
    await using test = await setUp(talking);
    {
      await using session = test.session;
      await Promise.all([session.close(), session.close()]);
    }
    await test.session.close();
    await expectNothingLeft(test.bed);
  });

  it("ends an iteration that waits, and one that nobody took up", async () => {
    await using test = await setUp();
    const waiting = drain(test.session);
    await test.session.close();
    expect(await waiting).toEqual({ events: [] });
    expect(await drain(test.session)).toEqual({ events: [] });
    await expectNothingLeft(test.bed);
  });

  it("waits half a second for a peer that never answers", async () => {
    await using test = await setUp((peer) => peer.stopReading());
    const closed = test.session.close();
    await test.bed.clock.advance(499);
    expect(test.bed.server.openSockets).toBe(1);
    await test.bed.clock.advance(1);
    await closed;
    test.peer.webSocket.resume();
    await expectNothingLeft(test.bed);
  });

  it.each(["open", "draining"])("by an abort while it is %s gives the reason everywhere", async (stage) => {
    await using test = await setUp();
    const { bed, session } = test;
    if (stage === "draining") await session.finish(COMMIT);
    expect(session.state).toBe(stage);
    const draining = drain(session);
    bed.controller.abort("enough");
    expect(await draining).toEqual({ events: [], error: "enough" });
    expect(await caught(session.send(PIECE))).toBe("enough");
    await session.close();
    await expectNothingLeft(bed);
  });
});

describe("sending when nothing can be sent", () => {
  it.each<[string, (session: Awaited<ReturnType<typeof setUp>>["session"]) => unknown, string]>([
    ["commit", (session) => session.finish(COMMIT), "input_ended"],
    ["close", (session) => session.close(), "session_closed"],
  ])("after %s is refused", async (_, end, code) => {
    await using test = await setUp();
    await end(test.session);
    expect(() => test.session.requireOpen()).toThrow(expect.objectContaining({ code }));
    expect(() => test.session.requireOpen()).toThrow(ConfigurationError);
    await test.session.close();
    expect(await caught(test.session.send(PIECE))).toMatchObject({ code: "session_closed" });
    await expectNothingLeft(test.bed);
  });
});

it("a send that the end overtakes is no success", async () => {
  await using test = await setUp();
  const sent = caught(test.session.send(PIECE));
  const closed = test.session.close();
  expect(await sent).toMatchObject({ code: "session_closed" });
  await closed;
  await expectNothingLeft(test.bed);
});

describe("the wait for the end", () => {
  it("has a limit, counted afresh from each frame", async () => {
    await using test = await setUp();
    const { bed, session, peer } = test;
    peer.webSocket.on("ping", () => peer.send({ type: "news" }));
    await session.finish(COMMIT);
    await bed.clock.advance(9000);
    peer.send({ type: "word", word: "a" });
    await until(() => session.stats().framesReceived === 2);
    peer.webSocket.removeAllListeners("ping");
    for (let second = 1; second < 30; second++) {
      await bed.clock.advance(1000);
      // Pongs keep the line alive, and are no answer.
      session.onPong();
    }
    expect(session.state).toBe("draining");
    await bed.clock.advance(1000);
    const { events, error } = await drain(session);
    expect(events).toEqual(["a"]);
    expect(error).toMatchObject({ phase: "finish", limitMs: 30_000 });
    await expectNothingLeft(bed);
  });
});
