import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { bytesToInt16, LevelMeter, SilenceDetector } from "@kotoba/audio";
import { type SampleRecording, sampleRecordings } from "@kotoba/emulator";
import { KotobaClient } from "@kotoba/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kotoba } from "./fixtures/run-kotoba.ts";

/** Translation as users have it: the built packages, and over the wire an emulator in a process of its own, with its real engines. */
let emulator: ReturnType<typeof spawn>;
let client: KotobaClient;

beforeAll(async () => {
  emulator = spawn(process.execPath, [kotoba, "emulator", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (emulator.stdout === null) throw new Error("The emulator has no standard output.");
  const [line] = await once(createInterface(emulator.stdout), "line");
  client = new KotobaClient({ url: JSON.parse(line).url, apiKey: "any" });
});

afterAll(async () => {
  await client.close();
  const ended = once(emulator, "exit");
  emulator.kill("SIGTERM");
  await ended;
});

const RATE = 16_000;
const CHUNK = 0.04 * RATE;
/** A sentence of a novel, which the table of phrases does not know. */
const PROSE = sampleRecordings.find(({ format }) => format === "wav")?.path ?? "";

async function spoken(name: string): Promise<Int16Array> {
  const recording: SampleRecording | undefined = sampleRecordings.find((each) => each.name === name);
  if (recording === undefined) throw new Error(`no recording ${name}`);
  return bytesToInt16(await readFile(recording.path));
}

describe("speech in English", () => {
  it("is heard in Japanese before it has ended", async () => {
    const [go, something] = [await spoken("goforward"), await spoken("something")];
    const pause = new Int16Array(RATE);
    let hear = (): void => {};
    const firstHeard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    async function* speech() {
      for (const part of [go, pause, something, pause]) yield* chunksOf(part);
      // The last sentence is not even begun before something of the first is heard.
      await firstHeard;
      yield* chunksOf(go);
    }
    const session = await client.s2st.stream({ source: "en", target: "ja", inputSampleRate: RATE });
    const fed = session.feed(speech());
    let text = "";
    const heard: Uint8Array[] = [];
    const utterances: unknown[] = [];
    for await (const event of session) {
      if (event.type === "partial_transcript") text += event.text;
      if (event.type !== "audio_chunk") continue;
      hear();
      heard.push(event.audio);
      if (isObject(event.raw) && isObject(event.raw.emulator)) utterances.push(event.raw.emulator);
    }
    await fed;
    expect(text.trim().split(/\s+/).slice(0, 4).join(" ")).toBe("go forward ten meters");
    expect(utterances).toEqual([
      { source: "go forward ten meters", target: "十メートル前に進んでください。", is_complete: true },
      {
        source: "go somewhere and do something",
        target: expect.stringMatching(/^\p{sc=Hira}|\p{sc=Han}/u),
        is_complete: true,
      },
      { source: "go forward ten meters", target: "十メートル前に進んでください。", is_complete: true },
    ]);
    const samples = bytesToInt16(Buffer.concat(heard));
    expect(samples.length / 24_000).toBeGreaterThan(6);
  });

  it("becomes a recording with sound in it", async () => {
    const result = await client.s2st.translate(PROSE, { source: "en", target: "ja", pace: "fast" });
    expect(result).toMatchObject({
      sampleRate: 24_000,
      audioFormat: "pcm16",
      transcriptSource: expect.stringMatching(/\w/),
    });
    const samples = await result.toFloat32();
    const meter = new LevelMeter();
    meter.add(samples);
    expect(meter.level.rmsDbfs).toBeGreaterThan(-30);
    const detector = new SilenceDetector({ sampleRate: 24_000, minSilenceSeconds: 0.1 });
    const segments = [...detector.process(samples), ...detector.flush()];
    const speechSeconds = segments
      .filter(({ type }) => type === "speech")
      .reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
    expect(speechSeconds / result.durationSeconds).toBeGreaterThan(0.5);
  });

  it("is refused for a pair of languages that nothing translates", async () => {
    const refused = await client.s2st
      .translate(PROSE, { source: "en", target: "ko", pace: "fast" })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "engine_unavailable", message: expect.stringContaining("ko") });
  });
});

function* chunksOf(samples: Int16Array): Generator<Int16Array> {
  for (let at = 0; at < samples.length; at += CHUNK) yield samples.subarray(at, at + CHUNK);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
