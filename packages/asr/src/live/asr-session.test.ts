import { PassThrough } from "node:stream";
import type { LiveAudioChunk } from "@kotoba/audio";
import { ConfigurationError, ConnectionLostError, ProtocolError } from "@kotoba/core";
import { type ScriptedConnection, startScriptedSocketServer, until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import { AsrClient } from "../asr-client.ts";
import type { AsrEvent } from "./live-events.ts";
import type { LiveOptions } from "./live-options.ts";
import { COMMITTED, completedFrame, deltaFrame, liveTestBed, receiveAudio } from "./live-test-bed.ts";

const NOTHING_LEFT = { timers: 0, listeners: 0 };

async function setUp(script?: (peer: ScriptedConnection) => void | Promise<void>, options: LiveOptions = {}) {
  const bed = await liveTestBed(...(script === undefined ? [] : [script]));
  const session = await bed.asr.stream({ signal: bed.controller.signal, ...options });
  const [peer] = bed.server.connections;
  if (peer === undefined) throw new Error("no connection");
  return { bed, session, peer, [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}

async function drain(session: AsyncIterable<AsrEvent>) {
  const events: AsrEvent[] = [];
  try {
    for await (const event of session) events.push(event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fine",
    (error) => error,
  );
/** 100 ms at 24 kHz. */
const CHUNK = new Int16Array(2400).fill(7);

it("tells what it hears, and is what it asked for", async () => {
  await using test = await setUp(
    async (peer) => {
      peer.send(deltaFrame("go ", "t1"));
      peer.send(deltaFrame("", "t1"));
      await receiveAudio(peer);
      peer.send(deltaFrame("forward", "t1"));
      peer.send(completedFrame("Go forward.", "t1"));
      peer.send(completedFrame("And back."));
      peer.send(COMMITTED);
      await peer.receive();
    },
    { language: "en", turnDetection: { silenceDurationMs: 300 }, keywords: ["forward"] },
  );
  const { bed, session } = test;
  expect(bed.settings[0]).toEqual({
    type: "transcription_session.update",
    session: {
      input_audio_format: "pcm16",
      input_audio_sample_rate: 24_000,
      input_audio_number_of_channels: 1,
      input_audio_transcription: { language: "en", target_language: "en", keywords: ["forward"] },
      turn_detection: { type: "server_vad", silence_duration_ms: 300 },
    },
  });
  await session.sendAudio(CHUNK);
  await session.commit();
  const { events, error } = await drain(session);
  expect(error).toBeUndefined();
  expect(events).toEqual([
    expect.objectContaining({ type: "session_ready", sampleRate: 24_000, audioFormat: "pcm16" }),
    { type: "partial_transcript", text: "go ", itemId: "t1", raw: deltaFrame("go ", "t1") },
    { type: "partial_transcript", text: "forward", itemId: "t1", raw: deltaFrame("forward", "t1") },
    { type: "final_transcript", text: "Go forward.", itemId: "t1", raw: completedFrame("Go forward.", "t1") },
    { type: "final_transcript", text: "And back.", raw: { ...completedFrame("And back.") } },
    { type: "committed", raw: COMMITTED },
    { type: "done" },
  ]);
  expect(session.stats()).toMatchObject({ audioBytesSent: 4800, sentSeconds: 0.1, confirmedSeconds: 0.1 });
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

it('leaves a transcript as it is, also where it holds the letters of the key or speaks of an "error"', async () => {
  const text = 'say test-key-123456 and "error"';
  await using test = await setUp(async (peer) => {
    peer.send(completedFrame(text));
    peer.send(COMMITTED);
  });
  const { events } = await drain(test.session);
  expect(events).toContainEqual(expect.objectContaining({ type: "final_transcript", text }));
});

it("ends with its client", async () => {
  const server = await startScriptedSocketServer(async (peer) => {
    await peer.receive();
    peer.send({ type: "transcription_session.updated" });
    await peer.receive();
  });
  await using _ = server;
  const asr = new AsrClient({ apiKey: "k", url: `${server.url}/v1/realtime` });
  const session = await asr.stream({ language: "en" });
  await asr.close();
  expect((await drain(session)).error).toMatchObject({ name: "ConfigurationError", code: "client_closed" });
  expect(await caught(session.sendAudio(CHUNK))).toMatchObject({ code: "client_closed" });
  expect(await caught(asr.stream({ language: "en" }))).toMatchObject({ code: "client_closed" });
});

describe("faults of the service", () => {
  it("a known frame that lacks a field is named, and its content is not", async () => {
    await using test = await setUp((peer) =>
      peer.send({ type: "conversation.item.input_audio_transcription.delta", text: "secret words" }),
    );
    const { events, error } = await drain(test.session);
    expect(events.map(({ type }) => type)).toEqual(["session_ready"]);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "bad_frame", payload: { text: "secret words" } });
    expect(String(error)).toMatch(/input_audio_transcription\.delta .*delta: /);
    expect(String(error)).not.toContain("secret words");
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("a close before `committed` tells what was lost", async () => {
    await using test = await setUp(async (peer) => {
      await peer.receive();
      peer.send(completedFrame("one", "t1"));
      await receiveAudio(peer);
      peer.close(1000);
    });
    const { bed, session } = test;
    const events = session[Symbol.asyncIterator]();
    await session.sendAudio(CHUNK);
    await until(() => session.stats().confirmedSeconds > 0);
    await session.sendAudio(CHUNK);
    await session.commit();
    await until(() => session.state === "closed");
    expect((await events.next()).value?.type).toBe("session_ready");
    expect((await events.next()).value?.type).toBe("final_transcript");
    const error = await caught(events.next());
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ closeCode: 1000, sentSeconds: 0.2, confirmedSeconds: 0.1 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("a failure that nobody iterates to see ends the sends, and no process", async () => {
    await using test = await setUp((peer) => peer.terminate());
    await until(() => test.session.state === "closed");
    expect(await caught(test.session.sendAudio(CHUNK))).toBeInstanceOf(ConnectionLostError);
    expect(await caught(test.session.commit())).toBeInstanceOf(ConnectionLostError);
    await test.session.close();
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("sending", () => {
  it("keeps the order of calls that nobody waits for, and of the commit behind them", async () => {
    let received: Buffer[] = [];
    await using test = await setUp(
      async (peer) => {
        received = await receiveAudio(peer);
        peer.send(COMMITTED);
      },
      { highWaterMarkBytes: 1000 },
    );
    const { session, bed } = test;
    const chunks = Array.from({ length: 50 }, (_, number) => new Int16Array(480 + number * 37).fill(number));
    const sent = chunks.map((chunk) => {
      const sending = session.sendAudio(chunk);
      // The caller fills its buffer anew at once.
      chunk.fill(-1);
      return sending;
    });
    await Promise.all([...sent, session.commit()]);
    await drain(session);
    const bytes = Buffer.concat(received);
    const expected = chunks.flatMap((chunk, number) => Array(chunk.length).fill(number));
    expect([...new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)]).toEqual(expected);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("is refused from the call of commit on, and so is a second commit", async () => {
    let received: Buffer[] = [];
    await using test = await setUp(async (peer) => {
      received = await receiveAudio(peer);
      peer.send(COMMITTED);
    });
    const { session } = test;
    const first = session.sendAudio(CHUNK);
    const commit = session.commit();
    for (const refused of [session.sendAudio(CHUNK), session.commit(), session.feed([CHUNK])]) {
      const error = await caught(refused);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error).toMatchObject({ code: "input_ended" });
    }
    await Promise.all([first, commit]);
    await drain(session);
    expect(Buffer.concat(received)).toHaveLength(4800);
    expect(await caught(session.sendAudio(CHUNK))).toMatchObject({ code: "session_closed" });
  });

  it("is refused after close, which ends a send that waits", async () => {
    await using test = await setUp((peer) => peer.stopReading(), { highWaterMarkBytes: 1000 });
    const { session, bed } = test;
    const sends = Promise.all(
      Array.from({ length: 20 }, () => caught(session.sendAudio(new Int16Array(240_000)))),
    );
    await new Promise(setImmediate);
    const closed = session.close();
    await bed.clock.advance(500);
    await closed;
    expect((await sends).at(-1)).toMatchObject({ code: "session_closed" });
    expect(await caught(session.sendAudio(CHUNK))).toMatchObject({ code: "session_closed" });
    test.peer.webSocket.resume();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("refuses what is no audio, and goes on", async () => {
    await using test = await setUp();
    const bad = "a string" as unknown as LiveAudioChunk;
    expect(await caught(test.session.sendAudio(bad))).toBeInstanceOf(ConfigurationError);
    await test.session.sendAudio(CHUNK);
    await test.session.close();
  });
});

describe("feed", () => {
  const answering = async (peer: ScriptedConnection) => {
    await receiveAudio(peer);
    peer.send(COMMITTED);
  };

  it.each<[string, () => Parameters<Awaited<ReturnType<typeof setUp>>["session"]["feed"]>[0]]>([
    ["an array", () => [CHUNK, CHUNK]],
    ["one chunk", () => new Uint8Array(9600) as unknown as Iterable<LiveAudioChunk>],
    ["a Node stream", () => new PassThrough().end(new Uint8Array(9600))],
    ["a web stream", () => new Blob([new Uint8Array(9600)]).stream() as ReadableStream<Uint8Array>],
  ])("sends %s, and commits", async (_, source) => {
    await using test = await setUp(answering);
    await test.session.feed(source());
    expect((await drain(test.session)).events.at(-1)).toEqual({ type: "done" });
    expect(test.session.stats().audioBytesSent).toBe(9600);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  /** A source that gives one chunk and then hangs, until it is let go. */
  function hanging() {
    let returned = 0;
    const source: AsyncIterable<LiveAudioChunk> = {
      [Symbol.asyncIterator]() {
        let given = false;
        return {
          next() {
            if (given) return new Promise(() => {});
            given = true;
            return Promise.resolve({ done: false, value: CHUNK });
          },
          async return() {
            returned++;
            throw new Error("cannot even be let go of");
          },
        };
      },
    };
    return { source, returned: () => returned };
  }

  it.each<[string, (test: Awaited<ReturnType<typeof setUp>>) => unknown, object]>([
    ["a break", ({ session }) => session.close(), { code: "session_closed" }],
    ["an abort", ({ bed }) => bed.controller.abort({ why: "enough" }), { why: "enough" }],
    ["a lost connection", ({ peer }) => peer.terminate(), { code: "connection_lost" }],
  ])("lets a source that hangs go at %s", async (_, end, expected) => {
    await using test = await setUp();
    const { source, returned } = hanging();
    const feeding = caught(test.session.feed(source));
    await until(() => test.session.stats().audioBytesSent > 0);
    await end(test);
    expect(await feeding).toMatchObject(expected);
    expect(returned()).toBe(1);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("lets go of streams that hang", async () => {
    await using test = await setUp();
    const node = new PassThrough();
    let cancelled = false;
    const web = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled = true;
      },
    });
    const feeding = [caught(test.session.feed(node)), caught(test.session.feed(web))];
    await new Promise(setImmediate);
    await test.session.close();
    for (const outcome of feeding) expect(await outcome).toMatchObject({ code: "session_closed" });
    await until(() => node.destroyed && cancelled);
  });

  it("passes on what the source throws; the session stays open", async () => {
    await using test = await setUp(answering);
    const broken = new Error("microphone unplugged");
    async function* source() {
      yield CHUNK;
      throw broken;
    }
    expect(await caught(test.session.feed(source()))).toBe(broken);
    expect(test.session.state).toBe("open");
    await test.session.commit();
    expect((await drain(test.session)).events.at(-1)).toEqual({ type: "done" });
  });

  it("refuses what cannot be iterated", async () => {
    await using test = await setUp();
    const nothing = {} as unknown as Iterable<LiveAudioChunk>;
    expect(await caught(test.session.feed(nothing))).toBeInstanceOf(ConfigurationError);
    await test.session.close();
  });
});

it("takes audio for a caller who never iterates, until the service waits for its reader", async () => {
  await using test = await setUp((peer) => {
    for (let number = 0; number < 5000; number++) peer.send(deltaFrame(`${number} `, "t1"));
  });
  for (let number = 0; number < 20; number++) await test.session.sendAudio(CHUNK);
  await test.bed.clock.advance(120_000);
  expect(test.session.state).toBe("open");
  expect(test.session.stats().framesReceived).toBeLessThan(5000);
  await test.session.close();
  expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
});
