import { createHash } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { encodeWav } from "@kotoba/audio";
import { describe, expect, it } from "vitest";
import { startEmulator } from "../emulator.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { createScriptedEngine } from "../engines/scripted-engine.ts";
import { LiveAsrTestClient } from "../socket/live-asr-test-client.ts";
import { refusedHandshake } from "../socket/live-test-client.ts";
import { TRAFFIC_CHANNEL, type TrafficMessage } from "./traffic-channel.ts";
import { TrafficHistory } from "./traffic-history.ts";
import type { TrafficRecord } from "./traffic-record.ts";

const KEY = "a-very-secret-key";
const HEADERS = { authorization: `Bearer ${KEY}` };
const WORDS = [{ text: "hello", start: 0.1, end: 0.4 }];

function start(options: EmulatorOptions = {}) {
  return startEmulator({ engines: [createScriptedEngine({ answers: [[WORDS]] })], ...options });
}

function wav(): Uint8Array<ArrayBuffer> {
  const samples = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(i / 20));
  return new Uint8Array(encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" }));
}

/** The records without what is different each time. */
function outline(records: readonly TrafficRecord[]): unknown[] {
  return records.map(({ timeMs, ...record }) => {
    expect(timeMs).toBeGreaterThanOrEqual(0);
    return record;
  });
}

describe("the traffic of REST", () => {
  it("has an upload's fields and what its file is, and the answer", async () => {
    await using emulator = await start();
    const form = new FormData();
    form.append("keywords", "one");
    form.append("keywords", "two");
    form.append("file", new Blob([wav()], { type: "audio/wav" }), "hello.wav");
    await fetch(`${emulator.urls.rest}/speech-to-text`, { method: "POST", headers: HEADERS, body: form });
    expect(outline(emulator.traffic)).toEqual([
      {
        type: "request",
        exchange: 1,
        method: "POST",
        path: "/v1/speech-to-text",
        headers: expect.objectContaining({ authorization: "[redacted]" }),
        body: {
          type: "multipart",
          fields: [
            { name: "keywords", value: "one" },
            { name: "keywords", value: "two" },
          ],
          files: [
            {
              field: "file",
              fileName: "hello.wav",
              contentType: "audio/wav",
              sizeBytes: wav().length,
              sha256: createHash("sha256").update(wav()).digest("hex"),
            },
          ],
        },
      },
      {
        type: "response",
        exchange: 1,
        path: "/v1/speech-to-text",
        status: 200,
        headers: expect.objectContaining({ "content-type": "application/json" }),
        body: { type: "json", value: expect.objectContaining({ text: "hello" }) },
      },
    ]);
  });

  it("has requests that were refused before they were read", async () => {
    await using emulator = await start();
    await fetch(`${emulator.urls.rest}/transcription_jobs`, { method: "POST", body: "{}" });
    expect(emulator.traffic).toMatchObject([
      { type: "request", body: undefined },
      { type: "response", status: 401, body: { value: { error: { code: "invalid_api_key" } } } },
    ]);
  });

  it("does not tell client secrets, nor keys in a query", async () => {
    await using emulator = await start();
    const body = JSON.stringify({ input_audio_transcription: { language: "en" } });
    const url = `${emulator.urls.rest}/realtime/transcription_sessions?api_key=${KEY}&page=1`;
    const response = await fetch(url, { method: "POST", headers: HEADERS, body });
    const { client_secret } = (await response.json()) as { client_secret: { value: string } };
    expect(emulator.traffic).toMatchObject([
      {
        type: "request",
        path: expect.stringContaining("api_key=[redacted]&page=1"),
        body: { value: JSON.parse(body) },
      },
      {
        type: "response",
        body: { value: { client_secret: { value: "[redacted]", expires_at: expect.any(Number) } } },
      },
    ]);
    expect(JSON.stringify(emulator.traffic)).not.toMatch(new RegExp(`${KEY}|${client_secret.value}`));
  });
});

describe("the traffic of a live session", () => {
  it("has its opening, the frames of both sides, and its close", async () => {
    await using emulator = await start();
    const client = await LiveAsrTestClient.open(emulator, { headers: HEADERS });
    client.update();
    client.append(new Int16Array(24_000));
    client.socket.send(Buffer.from([1, 2, 3]));
    client.commit();
    await client.closed;
    const [opening, ...rest] = emulator.traffic;
    expect(opening).toMatchObject({ type: "open", path: "/v1/realtime", protocol: "" });
    expect(rest.at(-1)).toMatchObject({ type: "close", by: "server", code: 1000 });
    const frames = rest.flatMap((record) => (record.type === "frame" ? record : []));
    const kinds = frames.map(
      ({ from, text, isBinary }) => `${from} ${isBinary ? text : JSON.parse(text).type}`,
    );
    expect(new Set(kinds)).toEqual(
      new Set([
        "server transcription_session.created",
        "client transcription_session.update",
        "server transcription_session.updated",
        "client input_audio_buffer.append",
        "client AQID",
        "server conversation.item.created",
        "server conversation.item.input_audio_transcription.delta",
        "server conversation.item.input_audio_transcription.completed",
        "client input_audio_buffer.commit",
        "server input_audio_buffer.committed",
      ]),
    );
    expect(new Set(emulator.traffic.map(({ exchange }) => exchange))).toEqual(new Set([1]));
    expect(JSON.stringify(emulator.traffic)).not.toContain(KEY);
  });

  it("has the key neither in subprotocols nor in frames that repeat it", async () => {
    await using emulator = await start();
    const protocols = ["realtime", `kotoba-insecure-api-key.${KEY}`];
    const client = await LiveAsrTestClient.open(emulator, { headers: {}, protocols });
    client.socket.send(JSON.stringify({ type: "unknown", note: `my key is ${KEY}`, password: "short" }));
    client.socket.close(4000, KEY);
    await client.closed;
    const text = JSON.stringify(emulator.traffic);
    expect(text).toContain("realtime,kotoba-insecure-api-key.[redacted]");
    expect(text).toContain("my key is [redacted]");
    expect(text).not.toMatch(new RegExp(`${KEY}|short`));
    await expect
      .poll(() => emulator.traffic.at(-1))
      .toMatchObject({ type: "close", by: "client", code: 4000, reason: "[redacted]" });
  });

  it("has a handshake that was refused as a request and its answer", async () => {
    await using emulator = await start();
    await refusedHandshake(emulator.urls.s2st, { headers: {} });
    expect(emulator.traffic).toMatchObject([
      { type: "request", path: "/sts", method: "GET" },
      { type: "response", status: 401 },
    ]);
  });
});

describe("the channel", () => {
  it("has the traffic of every emulator, with its origin", async () => {
    const messages: TrafficMessage[] = [];
    const listener = (message: unknown) => messages.push(message as TrafficMessage);
    subscribe(TRAFFIC_CHANNEL, listener);
    try {
      await using one = await start();
      await using other = await start();
      for (const { urls } of [one, other]) await fetch(`${urls.rest}/nowhere`, { headers: HEADERS });
      expect(messages.map(({ emulator, record }) => [emulator, record.type, record.exchange])).toEqual([
        [one.url, "request", 1],
        [one.url, "response", 1],
        [other.url, "request", 1],
        [other.url, "response", 1],
      ]);
      expect(messages.slice(0, 2).map(({ record }) => record)).toEqual(one.traffic);
    } finally {
      unsubscribe(TRAFFIC_CHANNEL, listener);
    }
  });
});

describe("what is kept", () => {
  const frame = (text: string): TrafficRecord => ({
    type: "frame",
    exchange: 1,
    timeMs: 0,
    path: "/sts",
    from: "client",
    text,
    isBinary: false,
  });

  it("has audio in full up to 4 MiB, and from there on its length", () => {
    const history = new TrafficHistory();
    const text = JSON.stringify({ type: "input_audio_buffer.append", audio: "A".repeat(2 ** 18) });
    for (let i = 0; i < 20; i++) history.add(frame(text));
    const lengths = history.records.map((record) => (record.type === "frame" ? record.text.length : 0));
    expect(lengths.filter((length) => length === text.length)).toHaveLength(15);
    expect(history.records.at(-1)).toEqual(
      frame('{"type":"input_audio_buffer.append","audio":"(262144 characters left out)"}'),
    );
  });

  it("is the latest", () => {
    const history = new TrafficHistory();
    for (let i = 0; i <= 20_000; i++) history.add(frame(String(i)));
    expect(history.records).toHaveLength(18_001);
    expect(history.records.at(-1)).toEqual(frame("20000"));
  });
});
