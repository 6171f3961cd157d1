import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import { createPocketsphinxEngine } from "../engines/pocketsphinx/pocketsphinx-engine.ts";
import { recordedSamples } from "../engines/recorded-samples.ts";
import { createScriptedEngine, type ScriptedAnswer } from "../engines/scripted-engine.ts";
import { HeldEngine } from "./held-engine.ts";
import { LiveAsrTestClient, type ReceivedFrame } from "./live-asr-test-client.ts";

const SECOND = 16_000;
const MAX_FRAME_BYTES = 2 ** 20;

const conversation: ScriptedAnswer = [
  [{ text: "hello", start: 0.5, end: 0.9 }],
  [
    { text: "good", start: 3, end: 3.2 },
    { text: "bye", start: 3.2, end: 3.6 },
  ],
];

function silence(seconds: number): Int16Array {
  return new Int16Array(seconds * SECOND);
}

function start(...answers: ScriptedAnswer[]): Promise<Emulator> {
  return startEmulator({ engines: [createScriptedEngine({ answers })] });
}

/** Frames in short: what was said, runs of empty deltas as their number, other frames by their type. */
function summary(frames: readonly ReceivedFrame[]): (string | number)[] {
  const short: (string | number)[] = [];
  for (const { type, delta, transcript } of frames) {
    const last = short.at(-1);
    if (delta === "" && typeof last === "number") short[short.length - 1] = last + 1;
    else if (type.endsWith(".delta")) short.push(delta === "" ? 1 : `"${delta}"`);
    else if (type.endsWith(".completed")) short.push(`completed "${transcript}"`);
    else short.push(type);
  }
  return short;
}

describe("a session", () => {
  it("greets, gets ready, tells each turn by its own item, commits and closes", async () => {
    await using emulator = await start(conversation);
    const client = await LiveAsrTestClient.open(emulator);
    expect(await client.until("transcription_session.created")).toEqual([
      { event_id: expect.any(String), type: "transcription_session.created" },
    ]);
    client.update({ turn_detection: { type: "server_vad", silence_duration_ms: 500 } });
    const ready = await client.until("transcription_session.updated");
    expect(ready).toEqual([
      {
        event_id: expect.any(String),
        type: "transcription_session.updated",
        session: {
          object: "realtime.transcription_session",
          input_audio_format: "pcm16",
          input_audio_sample_rate: 16_000,
          input_audio_number_of_channels: 1,
          input_audio_transcription: { language: "en", target_language: "en" },
          turn_detection: { type: "server_vad", silence_duration_ms: 500 },
        },
      },
    ]);
    client.append(silence(6));
    client.commit();
    const frames = await client.rest();
    expect(summary(frames)).toEqual([
      "conversation.item.created",
      11,
      '"hello"',
      'completed "hello"',
      "conversation.item.created",
      20,
      '"good"',
      '" bye"',
      'completed "good bye"',
      "conversation.item.created",
      23,
      "input_audio_buffer.committed",
    ]);
    expect(await client.closed).toBe(1000);
    const turns = frames.filter(({ item_id }) => item_id !== undefined).map(({ item_id }) => item_id);
    const ids = [...new Set(turns)];
    expect(turns).toEqual([...turns].sort((a, b) => ids.indexOf(a) - ids.indexOf(b)));
    expect(ids).toHaveLength(3);
    expect(ids[0]).toBe("chunk-0000001");
  });

  it("tells turns apart though all their audio bears the same event_id", async () => {
    await using emulator = await start(conversation);
    const client = await LiveAsrTestClient.begin(emulator);
    const audio = Buffer.alloc(6 * 2 * SECOND).toString("base64");
    client.send({ type: "input_audio_buffer.append", event_id: "same", audio });
    client.commit();
    const ids = new Set((await client.rest()).flatMap(({ item_id }) => item_id ?? []));
    expect([...ids]).toEqual(["same", expect.stringMatching(/^item_/), expect.stringMatching(/^item_/)]);
  });

  it("is one turn with turn detection off, still with a sign of silence", async () => {
    await using emulator = await start(conversation);
    const client = await LiveAsrTestClient.begin(emulator, { turn_detection: false });
    client.append(silence(6));
    client.commit();
    const frames = await client.rest();
    expect(summary(frames)).toEqual([
      "conversation.item.created",
      11,
      '"hello"',
      17,
      '" good"',
      '" bye"',
      20,
      'completed "hello good bye"',
      "input_audio_buffer.committed",
    ]);
    expect(new Set(frames.slice(1, -1).map(({ item_id }) => item_id))).toEqual(new Set(["chunk-0000001"]));
  });

  it("tells the rest of the last turn at the commit", async () => {
    await using emulator = await start(conversation);
    const client = await LiveAsrTestClient.begin(emulator);
    client.append(silence(3.24));
    client.commit();
    expect(summary(await client.rest()).slice(-3)).toEqual([
      '"good bye"',
      'completed "good bye"',
      "input_audio_buffer.committed",
    ]);
  });

  it("has an empty turn when nothing is said, and none without audio", async () => {
    await using emulator = await start();
    const silent = await LiveAsrTestClient.begin(emulator);
    silent.append(silence(0.25));
    silent.commit();
    expect(summary(await silent.rest())).toEqual([
      "conversation.item.created",
      3,
      'completed ""',
      "input_audio_buffer.committed",
    ]);
    const idle = await LiveAsrTestClient.begin(emulator);
    idle.commit();
    expect(summary(await idle.rest())).toEqual(["input_audio_buffer.committed"]);
    expect(await idle.closed).toBe(1000);
  });

  it("fills in what the client leaves out", async () => {
    await using emulator = await startEmulator({
      engines: [createScriptedEngine({ languages: ["zh"], answers: [] })],
    });
    const client = await LiveAsrTestClient.open(emulator);
    client.send({ type: "transcription_session.update", session: { input_audio_transcription: {} } });
    const [, updated] = await client.until("transcription_session.updated");
    expect(updated?.session).toMatchObject({
      input_audio_format: "pcm16",
      input_audio_sample_rate: 24_000,
      input_audio_transcription: { language: "zh", target_language: "zh" },
      turn_detection: { type: "server_vad", silence_duration_ms: 800 },
    });
    client.socket.close();
  });

  it("does not mix with another at the same time", async () => {
    await using emulator = await start(
      [[{ text: "first", start: 0.1, end: 0.2 }]],
      [[{ text: "second", start: 0.1, end: 0.2 }]],
    );
    const texts = ["first", "second"];
    const clients: LiveAsrTestClient[] = [];
    for (const text of texts) {
      const client = await LiveAsrTestClient.begin(emulator);
      client.append(silence(0.8));
      await client.until(({ delta }) => delta === text);
      clients.push(client);
    }
    for (const client of clients) client.append(silence(1));
    for (const client of clients) client.commit();
    for (const [index, client] of clients.entries()) {
      const said = (await client.rest()).flatMap(({ transcript }) => transcript ?? []);
      expect(said).toEqual([texts[index]]);
    }
  });

  it("stops its recognition at once when the client is gone", async () => {
    const engine = new HeldEngine();
    await using emulator = await startEmulator({ engines: [engine] });
    for (const leave of ["terminate", "close"] as const) {
      const client = await LiveAsrTestClient.begin(emulator);
      client.append(silence(1));
      await once(engine, "accept");
      client.socket[leave]();
      await expect(once(engine, "disposed")).resolves.toBeDefined();
    }
  });

  it("ends in an error frame when the engine fails, and the emulator goes on", async () => {
    const engine = createScriptedEngine({ answers: [] });
    engine.open = async () => {
      throw new Error("out of order");
    };
    await using emulator = await startEmulator({ engines: [engine] });
    for (let session = 0; session < 2; session++) {
      const client = await LiveAsrTestClient.begin(emulator);
      client.append(silence(1));
      const error = (await client.rest()).at(-1)?.error;
      expect(error).toEqual({
        code: "internal_error",
        message: "The recognition failed: out of order",
        type: "server_error",
        param: null,
      });
      expect(await client.closed).toBe(1011);
    }
  });

  it("waits for a client that does not read, and cuts it off when the emulator closes", async () => {
    const engine = createScriptedEngine({ answers: [] });
    const { open } = engine;
    let steps = 0;
    engine.open = async (options) => {
      const recognition = await open(options);
      const accept = recognition.accept.bind(recognition);
      recognition.accept = (samples) => {
        steps++;
        return accept(samples);
      };
      return recognition;
    };
    const emulator = await startEmulator({ engines: [engine] });
    const client = await LiveAsrTestClient.begin(emulator);
    client.socket.pause();
    // Every empty delta bears the long id: all of them are far more than the system buffers.
    const audio = Buffer.alloc(10 * 2 * SECOND).toString("base64");
    client.send({ type: "input_audio_buffer.append", event_id: "x".repeat(500_000), audio });
    let before = 0;
    await vi.waitUntil(() => {
      const hasStopped = steps > 0 && steps === before;
      before = steps;
      return hasStopped;
    });
    expect(steps).toBeLessThan(125);
    await emulator.close();
    client.socket.resume();
    expect(await client.closed).toBe(1006);
  });
});

describe("frames", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start(conversation);
  });
  afterAll(() => emulator.close());

  const path = "session.input_audio_transcription";
  const english = { language: "en", target_language: "en" };

  it.each([
    ["session.input_audio_format", { input_audio_format: "mp3" }],
    ["session.input_audio_format", { input_audio_format: null }],
    ["session.input_audio_sample_rate", { input_audio_sample_rate: 7999 }],
    ["session.input_audio_sample_rate", { input_audio_sample_rate: 16_000.5 }],
    ["session.input_audio_sample_rate", { input_audio_sample_rate: "16000" }],
    ["session.input_audio_sample_rate", { input_audio_format: "twilio", input_audio_sample_rate: 16_000 }],
    ["session.input_audio_number_of_channels", { input_audio_number_of_channels: 0 }],
    ["session.input_audio_number_of_channels", { input_audio_number_of_channels: null }],
    [path, { input_audio_transcription: undefined }],
    [path, { input_audio_transcription: ["en"] }],
    [`${path}.language`, { input_audio_transcription: { language: "" } }],
    [`${path}.language`, { input_audio_transcription: { language: 1 } }],
    [`${path}.target_language`, { input_audio_transcription: { ...english, target_language: "ja" } }],
    [`${path}.keywords`, { input_audio_transcription: { ...english, keywords: "Kotoba" } }],
    [`${path}.keywords`, { input_audio_transcription: { ...english, keywords: ["Kotoba", 1] } }],
    [`${path}.style_preference`, { input_audio_transcription: { ...english, style_preference: "kana" } }],
    [
      `${path}.style_preference.human_name`,
      { input_audio_transcription: { ...english, style_preference: { human_name: "kanji" } } },
    ],
    ["session.turn_detection", { turn_detection: true }],
    ["session.turn_detection", { turn_detection: null }],
    ["session.turn_detection.type", { turn_detection: {} }],
    ["session.turn_detection.type", { turn_detection: { type: "semantic_vad" } }],
    [
      "session.turn_detection.silence_duration_ms",
      { turn_detection: { type: "server_vad", silence_duration_ms: -1 } },
    ],
    [
      "session.turn_detection.silence_duration_ms",
      { turn_detection: { type: "server_vad", silence_duration_ms: "800" } },
    ],
  ])("of an update are refused when %s is wrong: %j", async (param, settings) => {
    const client = await LiveAsrTestClient.open(emulator);
    client.update(settings);
    const [, failed, ...more] = await client.rest();
    expect(failed).toEqual({
      type: "error",
      error: {
        code: "invalid_parameters",
        message: expect.stringContaining(param),
        type: "invalid_request_error",
        param,
      },
    });
    expect([more, await client.closed]).toEqual([[], 1008]);
  });

  it("of an update may say all that the contract knows", async () => {
    const settings = {
      input_audio_format: "float32",
      input_audio_sample_rate: 48_000,
      input_audio_number_of_channels: 2,
      input_audio_transcription: {
        ...english,
        keywords: ["Kotoba"],
        style_preference: { human_name: "kana" },
      },
      turn_detection: { type: "server_vad", silence_duration_ms: 0 },
    };
    const client = await LiveAsrTestClient.open(emulator);
    client.update({ ...settings, unknown: 1 });
    const [, updated] = await client.until("transcription_session.updated");
    expect(updated?.session).toEqual({ object: "realtime.transcription_session", ...settings });
    client.socket.close();
  });

  it.each([
    ["invalid_parameters", "ogg/opus is not supported by the emulator", { input_audio_format: "ogg/opus" }],
    ["engine_unavailable", '"ko"', { input_audio_transcription: { language: "ko" } }],
  ])("of an update that asks for too much are answered with %s", async (code, message, settings) => {
    const client = await LiveAsrTestClient.open(emulator);
    client.update(settings);
    expect((await client.rest()).at(-1)?.error).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  const append = { type: "input_audio_buffer.append", audio: "" };
  const commit = { type: "input_audio_buffer.commit" };
  const update = { type: "transcription_session.update", session: { input_audio_transcription: english } };
  it.each([
    ["audio before the update", [append], "append before"],
    ["a commit before the update", [commit], "commit before"],
    ["a second update", [update, update], "but once"],
    ["audio after the commit", [update, commit, append], "after input_audio_buffer.commit"],
  ])("are refused out of order: %s", async (_, frames, message) => {
    const client = await LiveAsrTestClient.open(emulator);
    for (const frame of frames) client.send(frame);
    expect((await client.rest()).at(-1)?.error).toMatchObject({
      code: "bad_request",
      message: expect.stringContaining(message),
    });
    expect(await client.closed).toBe(1008);
  });

  it.each([
    ["audio", { ...append, audio: "AAA" }],
    ["audio", { ...append, audio: "AA AA" }],
    ["audio", { ...append, audio: "AA-_" }],
    ["audio", { ...append, audio: "=AAA" }],
    ["audio", { ...append, audio: undefined }],
    ["event_id", { ...append, event_id: 1 }],
  ])("of audio are refused when %s is wrong: %j", async (param, frame) => {
    const client = await LiveAsrTestClient.begin(emulator);
    client.send(frame);
    const error = (await client.rest()).at(-1)?.error;
    expect(error).toMatchObject({ code: "invalid_parameters", param });
  });

  it("may have 1 MiB, are refused beyond it, and not even read beyond twice that", async () => {
    const frame = (bytes: number) => JSON.stringify(append).padEnd(bytes);
    const fits = await LiveAsrTestClient.begin(emulator);
    fits.socket.send(frame(MAX_FRAME_BYTES));
    fits.commit();
    expect(await fits.closed).toBe(1000);
    const long = await LiveAsrTestClient.begin(emulator);
    long.socket.send(frame(MAX_FRAME_BYTES + 1));
    expect((await long.rest()).at(-1)?.error).toMatchObject({
      code: "bad_request",
      message: expect.stringContaining("1048577"),
    });
    expect(await long.closed).toBe(1009);
    const huge = await LiveAsrTestClient.begin(emulator);
    huge.socket.send(frame(2 * MAX_FRAME_BYTES + 1));
    expect(await huge.rest()).toEqual([]);
    expect(await huge.closed).toBe(1009);
  });

  it("that are binary, no JSON, no object, or of an unknown type are ignored", async () => {
    const client = await LiveAsrTestClient.open(emulator);
    const ignored = ["nonsense", "null", "[]", "1", "{}", '{"type":"session.mystery"}'];
    for (const text of ignored) client.socket.send(text);
    client.socket.send(Buffer.from(JSON.stringify(commit)));
    client.update();
    client.commit();
    expect(summary(await client.rest())).toEqual([
      "transcription_session.created",
      "transcription_session.updated",
      "input_audio_buffer.committed",
    ]);
  });

  it("may come in fragments, and the audio in halves of samples", async () => {
    const client = await LiveAsrTestClient.begin(emulator);
    const audio = Buffer.alloc(2 * SECOND + 1);
    for (const half of [audio.subarray(0, SECOND + 1), audio.subarray(SECOND + 1)]) {
      const text = JSON.stringify({ ...append, audio: half.toString("base64") });
      for (let at = 0; at < text.length; at += 999) {
        client.socket.send(text.slice(at, at + 999), { fin: at + 999 >= text.length });
      }
    }
    client.commit();
    const frames = await client.rest();
    expect(summary(frames)).toEqual([
      "conversation.item.created",
      11,
      '"hello"',
      'completed "hello"',
      "conversation.item.created",
      '"good bye"',
      'completed "good bye"',
      "input_audio_buffer.committed",
    ]);
    expect(frames[1]?.item_id).toMatch(/^item_/);
  });
});

describe("with the real engine", () => {
  const { samples } = recordedSamples("goforward");

  it("tells words while the audio has not ended", async () => {
    await using emulator = await startEmulator();
    const client = await LiveAsrTestClient.begin(emulator);
    client.append(samples.subarray(0, 1.2 * SECOND));
    await client.until(({ delta }) => delta === "go");
    client.append(samples.subarray(1.2 * SECOND, 2.2 * SECOND));
    await client.until(({ delta }) => delta === " forward");
    client.append(samples.subarray(2.2 * SECOND));
    client.commit();
    const said = summary(await client.rest());
    expect(said.slice(0, 2)).toEqual(['" ten"', '" meters"']);
    expect(said.slice(-2)).toEqual(['completed "go forward ten meters"', "input_audio_buffer.committed"]);
  });

  it("serves more sessions than it can run at once", async () => {
    await using engine = createPocketsphinxEngine({ maxRecognizers: 1 });
    await using emulator = await startEmulator({ engines: [engine] });
    const clients = await Promise.all([1, 2].map(() => LiveAsrTestClient.begin(emulator)));
    for (const client of clients) client.append(samples);
    for (const client of clients) client.commit();
    for (const client of clients) {
      const said = (await client.rest()).flatMap(({ transcript }) => transcript ?? []);
      expect(said).toEqual(["go forward ten meters"]);
    }
  });
});
