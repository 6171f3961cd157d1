import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@kotoba/core/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import { readSessionLog } from "../log/read-session-log.ts";
import { LiveTtsTestClient } from "../socket/live-tts-test-client.ts";

const HEADER = { type: "kotobalog", version: 1, startedAt: "2026-01-01T00:00:00.000Z" };
const JOB = { exchange: 1, path: "/v1/transcription_jobs/j" };
const TTS = { exchange: 3, path: "/v2/tts/ws" };

function answered(exchange: number, timeMs: number, status: number, state: string): object[] {
  const body = { type: "json", value: { state } };
  return [
    { ...JOB, exchange, type: "request", timeMs, method: "GET", headers: {} },
    { ...JOB, exchange, type: "response", timeMs: timeMs + 40, status, headers: {}, body },
  ];
}

function frame(timeMs: number, from: "client" | "server", value: object): object {
  return { ...TTS, type: "frame", timeMs, from, text: JSON.stringify(value), isBinary: false };
}

const LOG = [
  HEADER,
  ...answered(1, 10, 202, "processing"),
  ...answered(2, 900, 200, "done"),
  { ...TTS, type: "open", timeMs: 1000, headers: {}, protocol: "" },
  frame(1010, "client", { type: "open", language: "en" }),
  frame(1030, "server", { type: "session.created", format: "pcm16", sample_rate: 24_000 }),
  frame(5000, "client", { type: "response.create", text: "hello", response_id: "a" }),
  frame(5300, "server", { type: "response.created", response: { id: "a" } }),
  frame(5450, "server", { type: "response.done", response: { id: "a", status: "completed" } }),
  { ...TTS, type: "close", timeMs: 6450, by: "server", code: 1000, reason: "" },
];

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-log-"));
  file = join(folder, "session.kotobalog");
  await write(LOG);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function write(lines: readonly object[], rest = ""): Promise<void> {
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join("") + rest);
}

function start(clock: ManualClock): Promise<Emulator> {
  return startEmulator({ clock, replay: file });
}

describe("a replay", () => {
  it("gives the server's frames as long after the client's as they came then, under the client's names", async () => {
    const clock = new ManualClock();
    await using emulator = await start(clock);
    const client = await LiveTtsTestClient.connect(emulator);
    // Slower than the client of the log: the server's times count from its frames.
    await clock.advance(700);
    client.send({ type: "open", language: "en" });
    await clock.advanceToNextTimer();
    await client.until("session.created");
    client.send({ type: "response.create", text: "hello", response_id: "mine" });
    await expect.poll(() => clock.pendingTimers).toBe(1);
    await clock.advance(5000);
    const [created, done] = await client.rest();
    expect([created?.response, done?.response]).toEqual([
      { id: "mine" },
      { id: "mine", status: "completed" },
    ]);
    expect(await client.closed).toBe(1000);
    const times = emulator.traffic.flatMap((record) =>
      record.type === "close" || (record.type === "frame" && record.from === "server") ? record.timeMs : [],
    );
    expect(times).toEqual([720, 1020, 1170, 2170]);
  });

  it("gives each answer in its time, and the last again and again", async () => {
    const clock = new ManualClock();
    await using emulator = await start(clock);
    const bodies: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const asked = clock.now();
      const answer = fetch(`${emulator.urls.rest}/transcription_jobs/j`);
      await clock.advanceToNextTimer();
      bodies.push([clock.now() - asked, await (await answer).json()]);
    }
    expect(bodies).toEqual([
      [40, { state: "processing" }],
      [40, { state: "done" }],
      [40, { state: "done" }],
    ]);
  });

  it("refuses a frame that the log does not have next", async () => {
    await using emulator = await start(new ManualClock());
    const client = await LiveTtsTestClient.connect(emulator);
    client.send({ type: "response.create", text: "hello" });
    const [error] = await client.rest();
    expect(error).toEqual({
      type: "error",
      code: "not_in_log",
      message: "The log that is replayed has open as frame 1 of the client's, not response.create.",
    });
  });
});

describe("a log", () => {
  it("may break off within its last line", async () => {
    await write(LOG, '{"type":"fra');
    const { exchanges } = await readSessionLog(file);
    expect(exchanges.map(({ type }) => type)).toEqual(["request", "request", "session"]);
    await write(LOG);
  });

  it("brings an upload together from its pieces", async () => {
    const pieces = ["RIFF", "data"].map((text) => Buffer.from(text).toString("base64"));
    const uploads = pieces.map((base64) => ({ type: "upload", exchange: 1, base64 }));
    await write([HEADER, ...uploads, ...answered(1, 10, 200, "done")]);
    const { exchanges } = await readSessionLog(file);
    expect(exchanges).toMatchObject([{ type: "request", upload: Buffer.from("RIFFdata") }]);
    await write(LOG);
  });
});
