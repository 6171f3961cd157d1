import type { LiveAudioChunk } from "@kotoba/audio";
import { ConfigurationError, ConnectionLostError, ProtocolError, TimeoutError } from "@kotoba/core";
import { type ScriptedConnection, until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import {
  audioFrame,
  CAPABILITIES,
  COMMITTED,
  CREATED,
  caught,
  drain,
  NOTHING_LEFT,
  openedSession,
  PAIR,
  receiveAudio,
  s2stTestBed,
  TEST_KEY,
  textFrame,
  UPDATED,
} from "./s2st-test-bed.ts";

/** 100 ms at 24 kHz. */
const CHUNK = new Int16Array(2400).fill(7);
const AUDIO_DELTA = "conversation.item.input_audio_transcription.audio.delta";

it("tells what it hears and how it sounds, and is what it asked for", async () => {
  const frames: object[] = [];
  await using bed = await s2stTestBed(async (peer) => {
    peer.send(CAPABILITIES);
    frames.push(await peer.receive());
    peer.send(UPDATED);
    for (let type: unknown; type !== "input_audio_buffer.commit"; ) {
      const frame = await peer.receive();
      frames.push(frame);
      ({ type } = frame);
    }
    peer.send({ type: "conversation.item.created", event_id: "e" });
    for (const frame of [
      textFrame("hello"),
      audioFrame(Uint8Array.of(1, 2, 3)),
      audioFrame(Uint8Array.of(4)),
    ])
      peer.send(frame);
    peer.send(COMMITTED);
    await peer.receive();
  });
  const session = await bed.s2st.stream({
    ...PAIR,
    delay: 12,
    outputDevice: { name: "Buds", type: "headphones" },
    signal: bed.controller.signal,
  });
  await session.sendAudio(CHUNK);
  await session.sendAudio(CHUNK);
  await session.commit();
  const { events, error } = await drain(session);
  expect(error).toBeUndefined();
  const audio = Buffer.from(CHUNK.buffer).toString("base64");
  expect(frames).toEqual([
    {
      type: "voice_session.update",
      session: {
        object: "realtime.voice_session",
        turn_detection: false,
        input_audio_format: "pcm16",
        input_audio_sample_rate: 24_000,
        input_audio_number_of_channels: 1,
        input_audio_transcription: { language: "en", target_language: "ja" },
        delay: 12,
      },
      output_device: { name: "Buds", type: "headphones" },
    },
    { type: "input_audio_buffer.append", event_id: "0000001", audio },
    { type: "input_audio_buffer.append", event_id: "0000002", audio },
    { type: "input_audio_buffer.commit" },
  ]);
  expect(events).toMatchObject([
    { type: "session_ready", sampleRate: 24_000, audioFormat: "pcm16", raw: UPDATED },
    { type: "partial_transcript", text: "hello" },
    { type: "audio_chunk", audio: Uint8Array.of(1, 2), sampleRate: 24_000, audioFormat: "pcm16" },
    { type: "audio_chunk", audio: Uint8Array.of(3, 4) },
    { type: "committed", raw: COMMITTED },
    { type: "done", raw: COMMITTED },
  ]);
  expect(session.stats()).toMatchObject({ audioBytesSent: 9600, sentSeconds: 0.2, confirmedSeconds: 0.2 });
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

describe("the handshake", () => {
  it.each<[string, object[], object[]]>([
    ["created before the settings came", [CREATED], []],
    ["created and capabilities before, updated after", [CAPABILITIES, CREATED], [UPDATED]],
    ["created after", [], [CREATED]],
    ["capabilities after", [], [CAPABILITIES, UPDATED]],
    ["no capabilities at all", [], [UPDATED, CREATED]],
  ])("is over with %s, and audio comes behind the settings", async (_, before, after) => {
    const types: unknown[] = [];
    await using bed = await s2stTestBed(async (peer) => {
      for (const frame of before) peer.send(frame);
      types.push((await peer.receive()).type);
      for (const frame of after) peer.send(frame);
      types.push((await peer.receive()).type, (await peer.receive()).type);
      peer.send(COMMITTED);
    });
    const session = await bed.s2st.stream({ ...PAIR, signal: bed.controller.signal });
    await session.feed([CHUNK]);
    const { events } = await drain(session);
    expect(events.map(({ type }) => type)).toEqual(["session_ready", "committed", "done"]);
    expect(types).toEqual(["voice_session.update", "input_audio_buffer.append", "input_audio_buffer.commit"]);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("is no handshake with capabilities alone: it ends in time", async () => {
    let heard = false;
    await using bed = await s2stTestBed(async (peer) => {
      peer.send(CAPABILITIES);
      await peer.receive();
      heard = true;
      await peer.receive();
    });
    const opening = caught(bed.s2st.stream({ ...PAIR, signal: bed.controller.signal }));
    await until(() => heard);
    await bed.clock.advance(15_000);
    const error = await opening;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: "handshake", limitMs: 15_000 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each(["turn_detection true is not supported", "Unsupported language pair: en to tlh"])(
    "is refused in the service's own words: %s",
    async (words) => {
      await using bed = await s2stTestBed(async (peer) => {
        await peer.receive();
        peer.send({ type: "error", error: words });
      });
      const error = await caught(bed.s2st.stream({ ...PAIR, target: "tlh", signal: bed.controller.signal }));
      expect(error).toBeInstanceOf(ProtocolError);
      expect(error).toMatchObject({ code: "server_error", message: expect.stringContaining(words) });
      expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
    },
  );

  it("refused after a greeting is told by the iteration, and by every send", async () => {
    await using bed = await s2stTestBed(async (peer) => {
      peer.send(CREATED);
      await peer.receive();
      await peer.receive();
      peer.send({ type: "error", error: "Unsupported language pair" });
    });
    const session = await bed.s2st.stream({ ...PAIR, signal: bed.controller.signal });
    await session.sendAudio(CHUNK);
    const { error } = await drain(session);
    expect(error).toMatchObject({ name: "ProtocolError", message: expect.stringContaining("language pair") });
    expect(await caught(session.sendAudio(CHUNK))).toBe(error);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("credentials", () => {
  it("are the key, or those of a device, and show in no error that repeats them", async () => {
    const basic = Buffer.from(`device-0001:${TEST_KEY}`).toString("base64");
    const body = { message: `No: Bearer ${TEST_KEY}, Basic ${basic}, device device-0001` };
    await using bed = await s2stTestBed({ status: 401, body });
    for (const options of [{}, { deviceId: "device-0001" }]) {
      const error = await caught(bed.s2st.stream({ ...PAIR, ...options }));
      expect(error).toMatchObject({ name: "AuthError", status: 401 });
      expect(String(error)).toContain("No: Bearer [redacted]");
      const secrets = "deviceId" in options ? [TEST_KEY, basic, "device-0001"] : [TEST_KEY];
      for (const secret of secrets) {
        expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret);
      }
    }
    const headers = bed.server.upgrades.map(({ authorization }) => authorization);
    expect(headers).toEqual([`Bearer ${TEST_KEY}`, `Basic ${basic}`]);
  });

  it("of a device that cannot travel are refused without a connection, and not shown", async () => {
    await using bed = await s2stTestBed("hang");
    const error = await caught(bed.s2st.stream({ ...PAIR, deviceId: "colon:in-it" }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain("deviceId");
    expect(String(error)).not.toContain("in-it");
    expect(bed.server.upgrades).toHaveLength(0);
  });
});

describe("faults of the service", () => {
  it.each<[string, object, string]>([
    ["speech that is no base64", { type: AUDIO_DELTA, delta: "se*cret*" }, "audio.delta"],
    ["speech in the wrong field", { type: AUDIO_DELTA, audio: "secret==" }, "audio.delta"],
    ["text that is none", { ...textFrame(""), delta: ["secret"] }, "text.delta"],
  ])("%s is an error that names the frame, and not its content", async (_, frame, name) => {
    await using test = await openedSession((peer) => peer.send(frame));
    const { events, error } = await drain(test.session);
    expect(events.map(({ type }) => type)).toEqual(["session_ready"]);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "bad_frame", message: expect.stringContaining(name) });
    for (const secret of ["cret", "in-the-query", TEST_KEY]) expect(String(error)).not.toContain(secret);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("frames that nobody can read are passed over, binary ones too", async () => {
    await using test = await openedSession(async (peer) => {
      peer.sendText("{");
      peer.sendBinary(new Uint8Array(100));
      peer.send({ type: "news" });
      peer.send(COMMITTED);
    });
    const { events, error } = await drain(test.session);
    expect(error).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(["session_ready", "committed", "done"]);
  });

  it.each([1000, 1001, 1011])("a close with %d before `committed` tells what was lost", async (code) => {
    await using test = await openedSession(async (peer) => {
      await peer.receive();
      peer.send(audioFrame(new Uint8Array(960)));
      await receiveAudio(peer);
      peer.close(code);
    });
    const { bed, session } = test;
    await session.sendAudio(CHUNK);
    await until(() => session.stats().confirmedSeconds > 0);
    await session.sendAudio(CHUNK);
    await session.commit();
    const { events, error } = await drain(session);
    expect(events.map(({ type }) => type)).toEqual(["session_ready", "audio_chunk"]);
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ closeCode: code, sentSeconds: 0.2, confirmedSeconds: 0.1 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("what comes after `committed` reaches nobody, and the close then is an ordinary one", async () => {
    await using test = await openedSession(async (peer) => {
      await receiveAudio(peer);
      for (const frame of [COMMITTED, audioFrame(new Uint8Array(960)), textFrame("late")]) peer.send(frame);
      peer.send({ type: AUDIO_DELTA, delta: "?" });
      peer.send({ type: "error", error: "late" });
      peer.close(1000);
    });
    await test.session.commit();
    const { events, error } = await drain(test.session);
    expect(error).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(["session_ready", "committed", "done"]);
    expect(await test.peer.closed).toBe(1000);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("silence after the commit is a TimeoutError", async () => {
    let committed = false;
    await using test = await openedSession(async (peer) => {
      await receiveAudio(peer);
      committed = true;
    });
    const { bed, session, peer } = test;
    const draining = drain(session);
    await session.commit();
    await until(() => committed);
    for (let round = 1; round <= 3; round++) {
      await bed.clock.advance(9999);
      // A sign of life, and no answer.
      peer.webSocket.ping();
      await new Promise((resolve) => peer.webSocket.once("pong", resolve));
    }
    await bed.clock.advance(3);
    const { error } = await draining;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: "finish", limitMs: 30_000 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("the end that the caller makes", () => {
  it.each<[string, (test: Awaited<ReturnType<typeof openedSession>>) => unknown, unknown]>([
    ["an abort ends it with its reason", ({ bed }) => bed.controller.abort("enough"), "enough"],
    ["close ends it without an error", ({ session }) => session.close(), undefined],
  ])("%s", async (_, end, expected) => {
    await using test = await openedSession();
    const draining = drain(test.session);
    await test.session.sendAudio(CHUNK);
    await end(test);
    expect((await draining).error).toBe(expected);
    expect(test.session.state).toBe("closed");
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("breaking out of the iteration closes the session", async () => {
    await using test = await openedSession((peer) => peer.send(textFrame("go")));
    for await (const event of test.session) if (event.type === "partial_transcript") break;
    expect(await caught(test.session.sendAudio(CHUNK))).toMatchObject({ code: "session_closed" });
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("and so does leaving its scope", async () => {
    await using test = await openedSession();
    {
      await using session = test.session;
      await session.sendAudio(CHUNK);
    }
    expect(test.session.state).toBe("closed");
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("sending", () => {
  it("converts samples to the rate and format of the session", async () => {
    let received: Buffer[] = [];
    await using test = await openedSession(
      async (peer) => {
        received = await receiveAudio(peer);
        peer.send(COMMITTED);
      },
      { audioFormat: "twilio", inputSampleRate: 16_000 },
    );
    await test.session.feed([new Float32Array(16_000), new Int16Array(16_000)]);
    await drain(test.session);
    expect(Buffer.concat(received)).toHaveLength(16_000);
  });

  it("is refused from the call of commit on", async () => {
    await using test = await openedSession(async (peer) => {
      await receiveAudio(peer);
      peer.send(COMMITTED);
    });
    const commit = test.session.commit();
    for (const refused of [test.session.sendAudio(CHUNK), test.session.commit()]) {
      expect(await caught(refused)).toMatchObject({ name: "ConfigurationError", code: "input_ended" });
    }
    await commit;
    await drain(test.session);
  });

  it("refuses what is no audio, and goes on", async () => {
    await using test = await openedSession();
    const bad = "a string" as unknown as LiveAudioChunk;
    expect(await caught(test.session.sendAudio(bad))).toBeInstanceOf(ConfigurationError);
    await test.session.sendAudio(CHUNK);
    await test.session.close();
  });

  it("passes on what a source throws; the session stays open", async () => {
    await using test = await openedSession(async (peer) => {
      await receiveAudio(peer);
      peer.send(COMMITTED);
    });
    const broken = new Error("microphone unplugged");
    async function* source() {
      yield CHUNK;
      throw broken;
    }
    expect(await caught(test.session.feed(source()))).toBe(broken);
    expect(test.session.state).toBe("open");
    await test.session.commit();
    expect((await drain(test.session)).events.at(-1)?.type).toBe("done");
  });

  it("lets a source that hangs go when the line breaks", async () => {
    await using test = await openedSession();
    let returned = 0;
    const source: AsyncIterable<LiveAudioChunk> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        async return() {
          returned++;
          return { done: true, value: undefined };
        },
      }),
    };
    const feeding = caught(test.session.feed(source));
    test.peer.terminate();
    expect(await feeding).toBeInstanceOf(ConnectionLostError);
    expect(returned).toBe(1);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("a slow consumer", () => {
  const flood = (count: number) => (peer: ScriptedConnection) => {
    for (let number = 0; number < count; number++)
      peer.send(audioFrame(new Uint8Array(1920).fill(number % 251)));
    peer.send(COMMITTED);
  };

  it("gets everything, in order", async () => {
    await using test = await openedSession(flood(2000));
    const values: unknown[] = [];
    for await (const event of test.session) {
      if (event.type !== "audio_chunk") continue;
      values.push(event.audio[0]);
      if (values.length % 100 === 0) await new Promise(setImmediate);
    }
    expect(values).toEqual(Array.from({ length: 2000 }, (_, number) => number % 251));
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("that takes nothing holds the service up, and not its own sends; silence is then no failure", async () => {
    await using test = await openedSession(flood(5000));
    for (let number = 0; number < 20; number++) await test.session.sendAudio(CHUNK);
    await test.bed.clock.advance(120_000);
    expect(test.session.state).toBe("open");
    expect(test.session.stats().framesReceived).toBeLessThan(5000);
    await test.session.close();
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});
