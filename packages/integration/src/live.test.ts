import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesToInt16, encodeWav, int16ToFloat32 } from "@kotoba/audio";
import { type Emulator, sampleRecordings, startEmulator, wordErrorRate } from "@kotoba/emulator";
import { type AsrEvent, KotobaClient } from "@kotoba/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Live recognition as users have it: the built packages, real recordings, a WebSocket on loopback, the real recogniser. */
let emulator: Emulator;
let client: KotobaClient;
let samples: Int16Array;

beforeAll(async () => {
  emulator = await startEmulator();
  client = new KotobaClient({ url: emulator.url, apiKey: emulator.env.KOTOBA_API_KEY });
  samples = bytesToInt16(await readFile(recording("goforward").path));
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

function recording(name: string) {
  const found = sampleRecordings.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no recording ${name}`);
  return found;
}

const SAID = "go forward ten meters";

describe("a recording that is spoken live", () => {
  it("gives words before it has ended", async () => {
    const session = await client.asr.stream({ language: "en", inputSampleRate: 16_000 });
    const spokenFirst = 2 * 16_000;
    await session.sendAudio(samples.subarray(0, spokenFirst));
    const types: string[] = [];
    let deltas = "";
    for await (const event of session) {
      if (event.type === "partial_transcript") {
        // The rest is not even sent before the first words have come.
        if (deltas === "") await session.feed([samples.subarray(spokenFirst)]);
        deltas += event.text;
      }
      if (types.at(-1) !== event.type) types.push(event.type);
    }
    expect(deltas.trim()).toBe(SAID);
    expect(types).toEqual(["session_ready", "partial_transcript", "final_transcript", "committed", "done"]);
    expect(session.stats()).toMatchObject({
      sentSeconds: expect.closeTo(samples.length / 16_000, 2),
      heldBytes: 0,
    });
    expect(session.state).toBe("closed");
  });

  it("gives the same words as bytes, 16 bit samples or floats, at any rate and chunking, as fast as it goes", async () => {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const floats = int16ToFloat32(samples);
    const cut = <Chunk extends Uint8Array | Int16Array | Float32Array>(all: Chunk, size: number): Chunk[] => {
      const chunks: Chunk[] = [];
      for (let at = 0; at < all.length; at += size) chunks.push(all.subarray(at, at + size) as Chunk);
      return chunks;
    };
    for (const chunks of [cut(bytes, 1001), cut(samples, 50_000), cut(floats, 160)]) {
      let text = "";
      for await (const delta of client.asr.transcribeStream(chunks, {
        language: "en",
        inputSampleRate: 16_000,
      })) {
        text += delta;
      }
      expect(text.trim()).toBe(SAID);
    }
  });

  it("may be a file of any kind of WAV; several at once do not mix", async () => {
    const names = ["goforward", "something", "sense-0880"];
    const texts = await Promise.all(
      names.map(async (name) => {
        const { path, format } = recording(name);
        const raw = await readFile(path);
        const wav = format === "wav" ? raw : encodeWav(bytesToInt16(raw), { sampleRate: 16_000 });
        const events: AsrEvent["type"][] = [];
        const onEvent = ({ type }: AsrEvent) => events.push(type);
        const { text } = await client.asr.transcribeFileStream(wav, {
          language: "en",
          pace: "fast",
          onEvent,
        });
        expect(events.at(-1)).toBe("done");
        return text;
      }),
    );
    const rates = names.map((name, index) => wordErrorRate(recording(name).transcript, texts[index] ?? ""));
    expect(rates.slice(0, 2)).toEqual([0, 0]);
    expect(rates[2]).toBeLessThanOrEqual(0.5);
  });
});

it("a client secret opens sessions instead of the key, and soon expires", async () => {
  await using locked = await startEmulator({ apiKey: "the-only-key" });
  await using owner = new KotobaClient({ url: locked.url, apiKey: "the-only-key" });
  const secret = await owner.asr.createClientSecret({ language: "en" });
  expect(secret.expiresAt).toBeGreaterThan(Date.now() / 1000);
  // The guest has no key at all.
  await using guest = new KotobaClient({ url: locked.url });
  const session = await guest.asr.stream({
    language: "en",
    inputSampleRate: 16_000,
    clientSecret: secret.value,
  });
  await session.feed([samples]);
  const texts: string[] = [];
  for await (const event of session) if (event.type === "final_transcript") texts.push(event.text);
  expect(texts).toEqual([SAID]);
  const wrong = guest.asr
    .stream({ language: "en", clientSecret: "made-up-secret" })
    .catch((error: unknown) => error);
  expect(await wrong).toMatchObject({ name: "AuthError", status: 401 });
  expect(String(await wrong)).not.toContain("made-up-secret");
  await expect(guest.asr.stream({ clientSecret: "no good" })).rejects.toThrow("clientSecret");
  await expect(owner.asr.createClientSecret({ audioFormat: "ogg/opus" })).rejects.toMatchObject({
    status: 422,
  });
});

describe("when things go wrong", () => {
  it("the emulator's own error comes out as itself", async () => {
    await expect(client.asr.stream({ language: "ko" })).rejects.toMatchObject({ code: "engine_unavailable" });
    await expect(client.asr.stream({ language: "en", audioFormat: "ogg/opus" })).rejects.toMatchObject({
      code: "invalid_parameters",
    });
    await using locked = await startEmulator({ apiKey: "the-only-key" });
    await using stranger = new KotobaClient({ url: locked.url, apiKey: "a-wrong-key-entirely" });
    const refused = await stranger.asr.stream({ language: "en" }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: "AuthError", status: 401 });
    expect(String(refused)).not.toContain("a-wrong-key-entirely");
  });

  it("a session over the limit is tried again, and comes in when there is room", async () => {
    await using narrow = await startEmulator({ maxLiveSessions: 1 });
    await using guest = new KotobaClient({ url: narrow.url, apiKey: "k" });
    const first = await guest.asr.stream({ language: "en" });
    await expect(guest.asr.stream({ language: "en", maxRetries: 0 })).rejects.toMatchObject({
      name: "RateLimitError",
    });
    const second = guest.asr.stream({ language: "en" });
    await first.close();
    await (await second).close();
  });

  it("the end of the server is an error that says what was sent", async () => {
    const mortal = await startEmulator();
    await using guest = new KotobaClient({ url: mortal.url, apiKey: "k" });
    const session = await guest.asr.stream({ language: "en", inputSampleRate: 16_000 });
    await session.sendAudio(samples.subarray(0, 16_000));
    await mortal.close();
    const drained = (async () => {
      for await (const _ of session);
    })();
    await expect(drained).rejects.toMatchObject({
      name: "ConnectionLostError",
      sentSeconds: expect.closeTo(1, 1),
    });
    await expect(session.sendAudio(samples)).rejects.toMatchObject({ name: "ConnectionLostError" });
  });
});

const FFMPEG_IS_THERE = spawnSync("ffmpeg", ["-version"]).error === undefined;

describe.skipIf(!FFMPEG_IS_THERE)("a file that other programs have made is taken live:", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kotoba-live-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ["MP3", ["-b:a", "64k", "talk.mp3"]],
    ["FLAC", ["talk.flac"]],
    ["Ogg Opus", ["-c:a", "libopus", "-b:a", "48k", "talk.opus"]],
    ["Ogg Vorbis", ["-c:a", "libvorbis", "talk.ogg"]],
    ["M4A, through ffmpeg", ["-b:a", "64k", "talk.m4a"]],
    ["AIFF, in stereo", ["-ac", "2", "-ar", "44100", "talk.aiff"]],
  ])("%s", async (_, args) => {
    const raw = ["-f", "s16le", "-ar", "16000", "-ac", "1", "-i", recording("goforward").path];
    const made = spawnSync("ffmpeg", ["-loglevel", "error", ...raw, ...args], { cwd: folder });
    expect(made.stderr.toString()).toBe("");
    const path = join(folder, args.at(-1) ?? "");
    const { text } = await client.asr.transcribeFileStream(path, { language: "en", pace: "fast" });
    expect(text).toBe(SAID);
  });
});
