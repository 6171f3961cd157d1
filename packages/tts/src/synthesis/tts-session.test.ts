import {
  AuthError,
  ConfigurationError,
  ConnectionLostError,
  ProtocolError,
  TimeoutError,
} from "@kotoba/core";
import { until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import type { TtsEvent } from "./synthesis-events.ts";
import {
  caught,
  chunkFrame,
  createdFrame,
  doneFrame,
  NOTHING_LEFT,
  openedSession,
  speakAll,
  speakNext,
  TEST_KEY,
  ttsTestBed,
} from "./tts-test-bed.ts";

const types = (events: readonly TtsEvent[]) => events.map(({ type }) => type);

describe("a session", () => {
  it("speaks many texts in turn, in the order of the calls", async () => {
    await using test = await openedSession();
    const { session, peer, events, bed } = test;
    const texts = ["一。", "二。", "三。"];
    const spoken = Promise.all(texts.map((text) => session.synthesize(text)));
    const requests = [await speakNext(peer), await speakNext(peer), await speakNext(peer)];
    expect(requests).toEqual(
      texts.map((text, index) => ({
        type: "response.create",
        text,
        response_id: `response-000000${index + 1}`,
      })),
    );
    expect(await spoken).toEqual(["completed", "completed", "completed"]);
    await until(() => events.length === 7);
    expect(types(events)).toEqual(["session_ready", ...texts.flatMap(() => ["audio_chunk", "done"])]);
    expect(events.slice(1, 3)).toEqual([
      {
        type: "audio_chunk",
        audio: new Uint8Array(1600).fill(1),
        sampleRate: 8000,
        audioFormat: "pcm16",
        isFinal: true,
        responseId: "response-0000001",
        raw: chunkFrame(1600, { response_id: "response-0000001", isFinal: true }),
      },
      {
        type: "done",
        status: "completed",
        responseId: "response-0000001",
        text: "一。",
        raw: doneFrame("response-0000001"),
      },
    ]);
    expect(session.state).toBe("open");
    expect(session.stats()).toMatchObject({ framesSent: 4, framesReceived: 10, firstEventLatencyMs: 0 });
    await session.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("asks for a whole text as it is, however many sentences it has", async () => {
    await using test = await openedSession();
    const text = " 今日はいい天気です。明日は雨が降ります。\n傘を持って行きましょう。";
    const spoken = test.session.synthesize(text);
    expect(await speakNext(test.peer)).toMatchObject({ text });
    expect(await spoken).toBe("completed");
    await test.session.close();
  });

  it("asks for the next text only when the one before is done", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    const first = session.synthesize("one");
    void caught(session.synthesize("two"));
    await peer.receive();
    peer.send(chunkFrame(10, { isFinal: true }));
    await until(() => test.events.length === 2);
    expect(session.stats().framesSent).toBe(2);
    peer.send(doneFrame("response-0000001"));
    expect(await first).toBe("completed");
    expect(await peer.receive()).toMatchObject({ text: "two" });
    await session.close();
  });

  it("believes the service's names for its responses", async () => {
    await using test = await openedSession();
    const { session, peer, events } = test;
    const spoken = session.synthesize("one");
    await peer.receive();
    peer.send(createdFrame("r-77"));
    peer.send(chunkFrame(10, { response_id: "r-77" }));
    peer.send(doneFrame("r-77"));
    await spoken;
    await until(() => events.length === 3);
    expect(events[1]).toMatchObject({ responseId: "r-77" });
    expect(events[2]).toMatchObject({ responseId: "r-77" });
    await session.close();
  });

  it("takes the audio of a service that names its responses without a word, and of one that gives them all one name", async () => {
    await using test = await openedSession();
    const { session, peer, events } = test;
    for (const id of ["own-1", "own-2"]) {
      const spoken = session.synthesize("text");
      await peer.receive();
      peer.send(chunkFrame(10, { response_id: id }));
      peer.send(doneFrame(id));
      expect(await spoken).toBe("completed");
    }
    for (const _ of [1, 2]) {
      const spoken = session.synthesize("text");
      await peer.receive();
      peer.send(createdFrame("same"));
      peer.send(chunkFrame(10, { response_id: "same" }));
      peer.send(doneFrame("same"));
      expect(await spoken).toBe("completed");
    }
    await until(() => events.length === 9);
    expect(events.filter(({ type }) => type === "audio_chunk")).toHaveLength(4);
    await session.close();
  });

  it("passes on empty audio only where it is the last", async () => {
    await using test = await openedSession();
    const { session, peer, events } = test;
    const spoken = session.synthesize("text");
    await peer.receive();
    peer.send(chunkFrame(0));
    peer.send(chunkFrame(4));
    peer.send(chunkFrame(0, { isFinal: true }));
    peer.send(doneFrame("response-0000001"));
    await spoken;
    await until(() => events.length === 4);
    expect(events.slice(1, 3)).toMatchObject([
      { isFinal: false, audio: new Uint8Array(4).fill(1) },
      { isFinal: true, audio: new Uint8Array(0) },
    ]);
    await session.close();
  });

  it.each<[string, readonly number[], readonly number[]]>([
    ["pcm16", [3, 1, 0, 5, 2], [2, 2, 4, 2]],
    ["pcm_f32", [1, 2, 2, 8, 6], [4, 8, 4]],
    ["mulaw", [3, 1, 5], [3, 1, 5]],
  ])(
    "gives whole samples of %s, also where chunks cut them; part of one at the end of a response is none",
    async (format, lengths, expected) => {
      await using test = await openedSession({
        created: { type: "session.created", format, sample_rate: 8000 },
      });
      const { session, peer, events } = test;
      for (const _ of [1, 2]) {
        const spoken = session.synthesize("text");
        await peer.receive();
        let at = 0;
        for (const length of lengths) {
          const bytes = Uint8Array.from({ length }, () => at++);
          peer.send({ type: "audio.chunk", audio: Buffer.from(bytes).toString("base64"), isFinal: false });
        }
        peer.send({ type: "response.done", response: { status: "completed" } });
        await spoken;
      }
      await until(() => events.length === 3 + 2 * expected.length);
      const chunks = events.filter((event) => event.type === "audio_chunk").map(({ audio }) => audio);
      expect(chunks.map(({ length }) => length)).toEqual([...expected, ...expected]);
      const one = Array.from({ length: expected.reduce((sum, length) => sum + length) }, (_, at) => at);
      expect([...Buffer.concat(chunks)]).toEqual([...one, ...one]);
      await session.close();
    },
  );

  it("ignores what it does not know, and audio that nobody asked for", async () => {
    await using test = await openedSession();
    const { session, peer, events } = test;
    for (const text of ["", "no json", "[1]", "null", '{"type":7}', '{"type":"news","audio":"AAAA"}']) {
      peer.sendText(text);
    }
    peer.sendBinary(new Uint8Array(10));
    peer.send(chunkFrame(10));
    peer.send(doneFrame("nobody"));
    peer.send(createdFrame("nobody"));
    peer.send({ type: "session.created", format: "opus", sample_rate: 24_000 });
    void caught(speakAll(peer));
    expect(await session.synthesize("text")).toBe("completed");
    await until(() => events.length === 3);
    expect(types(events)).toEqual(["session_ready", "audio_chunk", "done"]);
    expect(events[1]).toMatchObject({ audioFormat: "pcm16" });
    await session.close();
  });

  it.each(["", "  \n　"])("refuses the empty text %j before anything is sent", async (text) => {
    await using test = await openedSession();
    const error = await caught(test.session.synthesize(text));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ code: "empty_text" });
    expect(test.session.stats().framesSent).toBe(1);
    expect(test.session.state).toBe("open");
    await test.session.close();
  });

  it("refuses what is no text", async () => {
    await using test = await openedSession();
    for (const input of [undefined, null, 7, {}]) {
      const error = await caught(test.session.synthesize(input as unknown as string));
      expect(error).toBeInstanceOf(ConfigurationError);
    }
    await test.session.close();
  });

  it("ends with its client, and by break", async () => {
    await using bed = await ttsTestBed(speakAll);
    const broken = await bed.tts.stream();
    for await (const _ of broken) break;
    expect(broken.state).toBe("closed");
    const session = await bed.tts.stream({ signal: bed.controller.signal });
    await session.close();
    expect(await caught(session.synthesize("text"))).toMatchObject({ code: "session_closed" });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("what is agreed on", () => {
  it.each<[string, number, string]>([
    ["pcm_f32", 24_000, "pcm_f32"],
    ["PCM_F32LE", 16_000, "pcm_f32"],
    ["Float32", 8000, "pcm_f32"],
    ["pcm16", 24_000, "pcm16"],
    ["PCM_16", 24_000, "pcm16"],
    ["pcm_s16le", 24_000, "pcm16"],
    ["uLaw", 8000, "mulaw"],
    ["twilio", 8000, "mulaw"],
    ["mulaw", 8000, "mulaw"],
    ["Opus", 24_000, "opus"],
  ])("is believed as the service says it: %s at %d Hz", async (format, sample_rate, audioFormat) => {
    const created = { type: "session.created", format, sample_rate, channels: 1, client_id: "c" };
    await using test = await openedSession({ created, audioFormat: "pcm16", sampleRate: 16_000 });
    const { session, peer, events } = test;
    expect(session).toMatchObject({ audioFormat, sampleRate: sample_rate });
    void caught(speakAll(peer));
    await session.synthesize("text");
    await until(() => events.length === 3);
    expect(events[0]).toEqual({ type: "session_ready", audioFormat, sampleRate: sample_rate, raw: created });
    expect(events[1]).toMatchObject({ audioFormat, sampleRate: sample_rate });
    await session.close();
  });

  it.each<[object, string]>([
    [{ format: "flac", sample_rate: 24_000 }, "format"],
    [{ sample_rate: 24_000 }, "format"],
    [{ format: "pcm16" }, "sample_rate"],
    [{ format: "pcm16", sample_rate: 0 }, "sample_rate"],
    [{ format: "pcm16", sample_rate: 24_000, channels: 2 }, "channels"],
  ])("is an error where it cannot be understood: %j", async (fields, named) => {
    await using bed = await ttsTestBed(undefined, { type: "session.created", client_id: "c", ...fields });
    const error = await caught(bed.tts.stream());
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "bad_frame" });
    expect(String(error)).toContain(`session.created that breaks the contract: ${named}`);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("a response that fails", () => {
  it("rejects its call, is told, and the session goes on", async () => {
    await using test = await openedSession();
    const { session, peer, events } = test;
    const failing = caught(session.synthesize("bad"));
    const next = session.synthesize("good");
    await peer.receive();
    peer.send(chunkFrame(10));
    peer.send(doneFrame("response-0000001", "failed", { code: "voice_not_found", message: "no such voice" }));
    const error = await failing;
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "voice_not_found" });
    expect(String(error)).toContain("no such voice");
    await speakNext(peer);
    expect(await next).toBe("completed");
    await until(() => events.length === 5);
    expect(events[2]).toMatchObject({ type: "done", status: "failed", text: "bad", error });
    await session.close();
  });

  it.each<[unknown, string, string]>([
    [undefined, "response_failed", "it does not say why"],
    [null, "response_failed", "it does not say why"],
    [{}, "response_failed", "it does not say why"],
    ["no such voice", "response_failed", "no such voice"],
    [{ code: "voice_not_found" }, "voice_not_found", "voice_not_found"],
    [{ code: 404, message: "no such voice" }, "response_failed", "no such voice"],
  ])("may say why in any way: %j", async (said, code, words) => {
    await using test = await openedSession();
    const failing = caught(test.session.synthesize("bad"));
    await test.peer.receive();
    test.peer.send({
      type: "response.done",
      response: { id: "response-0000001", status: "failed", error: said },
    });
    const error = await failing;
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(`could not speak a text: ${words}`);
    expect(test.session.state).toBe("open");
    await test.session.close();
  });

  it("drops the rest of its text, and lets the source go", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    let returned = 0;
    async function* source() {
      try {
        for (;;) yield "これは一つの文です。";
      } finally {
        returned++;
      }
    }
    const failing = caught(session.synthesize(source()));
    await peer.receive();
    peer.send(doneFrame("response-0000001", "failed"));
    expect(await failing).toBeInstanceOf(ProtocolError);
    await until(() => returned === 1);
    expect(session.stats().framesSent).toBe(2);
    await session.close();
  });

  it("may also have been cancelled by the service itself", async () => {
    await using test = await openedSession();
    const { session, peer } = test;
    const spoken = session.synthesize(["これは一つの文です。", "これはもう一つの文です。"]);
    await peer.receive();
    peer.send(doneFrame("response-0000001", "cancelled"));
    expect(await spoken).toBe("cancelled");
    expect(session.stats().framesSent).toBe(2);
    await session.close();
  });
});

describe("faults of the service", () => {
  it("an error frame in the handshake surfaces at once, as itself", async () => {
    const error = { type: "error", message: "who are you?", code: "invalid_api_key" };
    await using bed = await ttsTestBed(undefined, error);
    const refused = await caught(bed.tts.stream({ signal: bed.controller.signal }));
    expect(refused).toBeInstanceOf(AuthError);
    expect(String(refused)).toContain("who are you?");
    expect(String(refused)).not.toContain(TEST_KEY);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("silence in the handshake has a limit", async () => {
    await using bed = await ttsTestBed(undefined, { type: "news" });
    const refused = caught(bed.tts.stream({ timeoutMs: 700 }));
    await until(() => bed.openings.length === 1);
    await bed.clock.advance(700);
    expect(await refused).toMatchObject({ name: "TimeoutError", phase: "handshake", limitMs: 700 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, (peer: Awaited<ReturnType<typeof openedSession>>["peer"]) => void, object]>([
    ["an error frame", (peer) => peer.send({ type: "error", message: "broken" }), { name: "ProtocolError" }],
    [
      "a gateway's error",
      (peer) => peer.send({ type: "x-fal-error", reason: "x" }),
      { name: "ProtocolError" },
    ],
    [
      "audio that is missing",
      (peer) => peer.send({ type: "audio.chunk", isFinal: true }),
      { code: "bad_frame" },
    ],
    ["audio that is no text", (peer) => peer.send({ type: "audio.chunk", audio: 7 }), { code: "bad_frame" }],
    [
      "audio that is no base64",
      (peer) => peer.send({ type: "audio.chunk", audio: "se cret" }),
      { code: "bad_frame" },
    ],
    ["a flag that is none", (peer) => peer.send({ ...chunkFrame(4), isFinal: "yes" }), { code: "bad_frame" }],
    ["a done without a response", (peer) => peer.send({ type: "response.done" }), { code: "bad_frame" }],
    ["an unknown status", (peer) => peer.send(doneFrame("response-0000001", "odd")), { code: "bad_frame" }],
    [
      "a created without an id",
      (peer) => peer.send({ type: "response.created", response: {} }),
      { code: "bad_frame" },
    ],
    ["a close", (peer) => peer.close(1000, "bye"), { name: "ConnectionLostError", closeCode: 1000 }],
    ["another close", (peer) => peer.close(1001), { name: "ConnectionLostError", closeCode: 1001 }],
    ["a broken line", (peer) => peer.terminate(), { name: "ConnectionLostError", closeCode: 1006 }],
  ])(
    "%s in the middle of a response ends the session, after what came before",
    async (_, fault, expected) => {
      await using test = await openedSession();
      const { session, peer, events, bed, ended } = test;
      const calls = [caught(session.synthesize("one")), caught(session.synthesize("two"))];
      await peer.receive();
      peer.send(chunkFrame(10));
      fault(peer);
      const error = await ended;
      expect(error).toMatchObject(expected);
      expect(types(events)).toEqual(["session_ready", "audio_chunk"]);
      for (const call of calls) expect(await call).toBe(error);
      expect(await caught(session.synthesize("three"))).toBe(error);
      await session.cancel();
      for (const secret of [TEST_KEY, "in-the-query", "se cret"]) expect(String(error)).not.toContain(secret);
      expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
    },
  );

  it.each([1000, 1001])("a close with %d while it has nothing to do is a normal end", async (code) => {
    await using test = await openedSession();
    const { session, peer, events, bed, ended } = test;
    const spoken = session.synthesize("one");
    await speakNext(peer);
    await spoken;
    peer.close(code);
    expect(await ended).toBe("fine");
    expect(types(events)).toEqual(["session_ready", "audio_chunk", "done"]);
    // It is not the caller's mistake.
    expect(await caught(session.synthesize("two"))).toMatchObject({
      name: "ConnectionLostError",
      code: "session_closed",
    });
    await session.cancel();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, (peer: Awaited<ReturnType<typeof openedSession>>["peer"]) => void]>([
    ["1011", (peer) => peer.close(1011)],
    ["a broken line", (peer) => peer.terminate()],
  ])("%s is none, even then", async (_, end) => {
    await using test = await openedSession();
    end(test.peer);
    expect(await test.ended).toBeInstanceOf(ConnectionLostError);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("silence has a limit while a response is active, counted afresh from each frame, and none otherwise", async () => {
    await using test = await openedSession();
    const { session, peer, bed, ended } = test;
    peer.webSocket.on("ping", () => {});
    const advance = async (milliseconds: number) => {
      for (let passed = 0; passed < milliseconds; passed += 5000) {
        await bed.clock.advance(5000);
        // Pongs keep the line alive, and are no answer.
        let ponged = false;
        peer.webSocket.ping();
        peer.webSocket.once("pong", () => {
          ponged = true;
        });
        await until(() => ponged);
      }
    };
    await advance(100_000);
    const spoken = session.synthesize("one");
    await speakNext(peer);
    await spoken;
    await advance(100_000);
    const late = caught(session.synthesize("two"));
    await peer.receive();
    await advance(25_000);
    peer.send({ type: "timeout", message: "still at it" });
    await until(() => bed.warnings.length === 1);
    await advance(25_000);
    expect(session.state).toBe("open");
    await bed.clock.advance(5000);
    const error = await late;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: "finish", limitMs: 30_000 });
    expect(await ended).toBe(error);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("a frame `timeout` is a warning, and ends nothing", async () => {
    await using test = await openedSession();
    const { session, peer, bed, events } = test;
    const spoken = session.synthesize("one");
    const { response_id } = await peer.receive();
    peer.send({ type: "timeout", message: "the worker is slow" });
    peer.send({ type: "timeout" });
    peer.send({ type: "timeout", message: { seconds: 30 } });
    peer.send(doneFrame(String(response_id)));
    expect(await spoken).toBe("completed");
    expect(bed.warnings.map(({ fields }) => fields)).toEqual([
      { message: "the worker is slow" },
      { message: "" },
      { message: "" },
    ]);
    await until(() => events.length === 2);
    await session.close();
  });
});

describe("an end by the caller", () => {
  it.each<[string, (test: Awaited<ReturnType<typeof openedSession>>) => unknown, unknown]>([
    ["an abort", ({ bed }) => bed.controller.abort("enough"), "enough"],
    ["close()", ({ session }) => session.close(), "fine"],
  ])("%s ends what is spoken, what waits, and a source that hangs", async (_, end, expected) => {
    await using test = await openedSession();
    const { session, peer, bed } = test;
    let released = 0;
    const hanging: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        async return() {
          released++;
          throw new Error("cannot even be let go of");
        },
      }),
    };
    const first = caught(session.synthesize("one"));
    const second = caught(session.synthesize(hanging));
    await peer.receive();
    await end(test);
    const error = await first;
    if (expected === "enough") expect(error).toBe("enough");
    else expect(error).toMatchObject({ code: "session_closed" });
    expect(await second).toBe(error);
    expect(await test.ended).toBe(expected);
    await until(() => released === 1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("by an abort while the source is waited for lets it go", async () => {
    await using test = await openedSession();
    let released = false;
    const source = new ReadableStream<string>({
      cancel() {
        released = true;
      },
    });
    const spoken = caught(test.session.synthesize(source));
    await new Promise(setImmediate);
    test.bed.controller.abort("enough");
    expect(await spoken).toBe("enough");
    await until(() => released);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("a consumer", () => {
  const flood = (peer: Awaited<ReturnType<typeof openedSession>>["peer"], count: number) => {
    for (let number = 0; number < count; number++) peer.send(chunkFrame(3000, { value: number % 256 }));
    peer.send(doneFrame("response-0000001"));
  };

  it("that is slow loses nothing, and the service's silence is not counted meanwhile", async () => {
    await using test = await openedSession({ taken: false });
    const { session, peer, bed } = test;
    const events = session[Symbol.asyncIterator]();
    expect((await events.next()).value?.type).toBe("session_ready");
    const spoken = session.synthesize("one");
    await peer.receive();
    flood(peer, 3000);
    let seen = -1;
    for (let still = 0; still < 50; still++) {
      await new Promise(setImmediate);
      if (session.stats().framesReceived !== seen) still = 0;
      seen = session.stats().framesReceived;
    }
    expect(seen).toBeLessThan(1000);
    await bed.clock.advance(300_000);
    expect(session.state).toBe("open");
    const values: unknown[] = [];
    for (;;) {
      const { value } = await events.next();
      if (value?.type !== "audio_chunk") break;
      values.push(value.audio[0]);
    }
    expect(values).toEqual(Array.from({ length: 3000 }, (_, number) => number % 256));
    expect(await spoken).toBe("completed");
    await session.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("that never comes is told so, before synthesize waits for ever", async () => {
    await using test = await openedSession({ taken: false });
    const { session, peer, bed } = test;
    const spoken = caught(session.synthesize("one"));
    await peer.receive();
    flood(peer, 300);
    const error = await spoken;
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ code: "not_iterated" });
    expect(String(error)).toContain("iterate over the session");
    expect(session.state).toBe("closed");
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("that never comes for little audio is no error", async () => {
    await using test = await openedSession({ taken: false });
    const { session, peer } = test;
    const spoken = session.synthesize("one");
    await peer.receive();
    flood(peer, 200);
    expect(await spoken).toBe("completed");
    await session.close();
  });

  it("can tell the events apart by type and status", async () => {
    await using test = await openedSession();
    const spoken = test.session.synthesize("one");
    await speakNext(test.peer);
    await spoken;
    await until(() => test.events.length === 3);
    const told: unknown[] = [];
    for (const event of test.events) {
      if (event.type === "session_ready") told.push(event.sampleRate satisfies number);
      else if (event.type === "audio_chunk") told.push(event.audio.length satisfies number);
      else if (event.status === "failed") told.push(event.error satisfies ProtocolError);
      else told.push(event.text satisfies string, event.status satisfies "completed" | "cancelled");
    }
    expect(told).toEqual([8000, 1600, "one", "completed"]);
    await test.session.close();
  });
});
