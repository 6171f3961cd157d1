import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { bytesToInt16, encodeWav, int16ToFloat32, Resampler } from "@kotoba/audio";
import {
  type Emulator,
  type SampleRecording,
  sampleRecordings,
  startEmulator,
  wordErrorRate,
} from "@kotoba/emulator";
import { KotobaClient, TimeoutError, toSrt, toVtt } from "@kotoba/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** The whole chain as users have it: the built packages, real recordings of people, HTTP on loopback, the real recogniser. */
let emulator: Emulator;
let client: KotobaClient;
let folder: string;
/** goforward as a WAV file. */
let clip: string;

function recording(name: string): SampleRecording {
  const found = sampleRecordings.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no recording ${name}`);
  return found;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-integration-"));
  clip = join(folder, "goforward.wav");
  const samples = bytesToInt16(await readFile(recording("goforward").path));
  await writeFile(clip, encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" }));
  emulator = await startEmulator();
  client = new KotobaClient({ url: emulator.url, apiKey: emulator.env.KOTOBA_API_KEY });
});

afterAll(async () => {
  await client.close();
  await emulator.close();
  await rm(folder, { recursive: true });
});

const asked = { language: "en", pollIntervalMs: 50 };

describe("a real recording becomes words", () => {
  it("as a job, with the time of what was said", async () => {
    const { text, segments, jobId } = await client.asr.transcribe(clip, { ...asked, withTimestamps: true });
    expect(text).toBe("go forward ten meters");
    expect(jobId).toMatch(/^[\w-]{8,}$/);
    expect(segments).toHaveLength(1);
    // The person begins to speak at 0.5 s, and the recording is 2.8 s long.
    expect(segments?.[0]?.start).toBeCloseTo(0.4, 0);
    expect(segments?.[0]?.end).toBeLessThanOrEqual(2.88);
  });

  it("in one request, with the time of each word", async () => {
    const { segments, metadata } = await client.asr.transcribe(clip, {
      ...asked,
      withTimestamps: true,
      mode: "one-shot",
    });
    expect(segments?.map(({ text }) => text)).toEqual(["go", "forward", "ten", "meters"]);
    const times = segments?.flatMap(({ start, end }) => [start, end]) ?? [];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(metadata).toMatchObject({
      mode: "one-shot",
      language: "en",
      audioDurationSeconds: expect.closeTo(2.77, 1),
    });
  });

  it.each(sampleRecordings.map(({ name }) => name))(
    "of what was said in %s, and not of another",
    async (name) => {
      const { path, format, transcript } = recording(name);
      const fileFormat = format === "raw" ? "pcm_s16le_16" : "other";
      const { text } = await client.asr.transcribe(path, { language: "en", mode: "one-shot", fileFormat });
      const rates = sampleRecordings.map(
        (other) => [wordErrorRate(other.transcript, text), other.transcript] as const,
      );
      const [lowest] = rates.sort(([a], [b]) => a - b);
      expect(lowest?.[1]).toBe(transcript);
      expect(lowest?.[0]).toBeLessThanOrEqual(0.5);
    },
  );

  it("whatever the file's rate, channels and encoding", async () => {
    const samples = int16ToFloat32(bytesToInt16(await readFile(recording("goforward").path)));
    const resampler = new Resampler({ inputRate: 16_000, outputRate: 44_100 });
    const mono = [...resampler.process(samples), ...resampler.flush()];
    const stereo = Float32Array.from({ length: 2 * mono.length }, (_, i) => mono[i >> 1] ?? 0);
    const file = encodeWav(stereo, { sampleRate: 44_100, channels: 2, encoding: "float32" });
    expect((await client.asr.transcribe(file, asked)).text).toBe("go forward ten meters");
  });

  it("as captions", async () => {
    const result = await client.asr.transcribe(clip, { ...asked, withTimestamps: true, mode: "one-shot" });
    expect(toSrt(result)).toMatch(/^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\ngo forward ten meters\n$/);
    expect(toVtt(result)).toMatch(
      /^WEBVTT\n\n(1\n)?00:00:00\.\d{3} --> 00:00:0\d\.\d{3}\ngo forward ten meters\n$/,
    );
  });
});

describe("a recording may come as", () => {
  const wav = () => readFile(clip);
  const inputs: Record<string, () => Promise<Parameters<typeof client.asr.transcribe>[0]>> = {
    "a path": async () => clip,
    "a file: URL": async () => pathToFileURL(clip),
    bytes: wav,
    "a Blob": async () => new Blob([new Uint8Array(await wav())]),
    "a File": async () => new File([new Uint8Array(await wav())], "talk.wav", { type: "audio/wav" }),
    "a web stream": async () => new Blob([new Uint8Array(await wav())]).stream(),
    "a Node stream": async () => createReadStream(clip),
    "a Node stream of small pieces": async () =>
      Readable.from([await wav()].flatMap((all) => [all.subarray(0, 7), all.subarray(7)])),
    "an async iterable": async () => createReadStream(clip)[Symbol.asyncIterator](),
  };

  it.each(Object.keys(inputs))("%s", async (kind) => {
    const input = await inputs[kind]?.();
    if (input === undefined) throw new Error("no input");
    const { text } = await client.asr.transcribe(input, { ...asked, mode: "one-shot" });
    expect(text).toBe("go forward ten meters");
  });
});

describe("when things go wrong", () => {
  it("a timeout carries the jobId, and the job can be finished with it", async () => {
    const error = await client.asr
      .transcribe(clip, { ...asked, timeoutMs: 1 })
      .catch((caught: unknown) => caught);
    if (!TimeoutError.isInstance(error) || error.jobId === undefined) throw error;
    const { text, jobId } = await client.asr.waitForJob(error.jobId, { pollIntervalMs: 50 });
    expect([text, jobId]).toEqual(["go forward ten meters", error.jobId]);
  });

  it("a language without an engine ends the job with what to do", async () => {
    await expect(client.asr.transcribe(clip, { language: "ja", pollIntervalMs: 10 })).rejects.toMatchObject({
      name: "TranscriptionError",
      message: expect.stringMatching(/engine_unavailable.*"ja".*hosted service/),
    });
  });

  it("a file that is no audio says so", async () => {
    const text = new TextEncoder().encode("these are not samples");
    await expect(client.asr.transcribe(text, asked)).rejects.toMatchObject({ name: "TranscriptionError" });
    await expect(client.asr.transcribe(text, { ...asked, mode: "one-shot" })).rejects.toMatchObject({
      status: 400,
    });
  });

  it("every real error body is understood", async () => {
    await using locked = await startEmulator({
      apiKey: "the-only-key",
      maxUploadBytes: 1000,
      requestsPerSecond: 1000,
    });
    await using stranger = new KotobaClient({ url: locked.url, apiKey: "a-wrong-key-entirely" });
    const refused = await stranger.asr.getJob("x").catch((caught: unknown) => caught);
    expect(refused).toMatchObject({ name: "AuthError", status: 401, code: "invalid_api_key" });
    expect(JSON.stringify([refused, String(refused)])).not.toContain("a-wrong-key-entirely");
    await using friend = new KotobaClient({ url: locked.url, apiKey: "the-only-key" });
    await expect(friend.asr.getJob("x")).rejects.toMatchObject({
      name: "JobNotFoundError",
      status: 404,
      jobId: "x",
    });
    await expect(client.asr.transcribe(clip, { language: "xx" })).rejects.toMatchObject({
      status: 422,
      name: "ProtocolError",
    });
    await expect(friend.asr.transcribe(clip, asked)).rejects.toMatchObject({ status: 413 });
    await using busy = await startEmulator({ requestsPerSecond: 1 });
    await using hasty = new KotobaClient({ url: busy.url, apiKey: "k", maxRetries: 0 });
    const answers = await Promise.all(
      [1, 2, 3].map((id) => hasty.asr.getJob(String(id)).catch((caught: unknown) => caught)),
    );
    expect(answers).toContainEqual(expect.objectContaining({ name: "RateLimitError", retryAfterMs: 1000 }));
  });

  it("an abort ends the call with the caller's reason", async () => {
    const controller = new AbortController();
    const call = client.asr.transcribe(clip, {
      ...asked,
      signal: controller.signal,
      onProgress: ({ state }) => state === "processing" && controller.abort("changed my mind"),
    });
    await expect(call).rejects.toBe("changed my mind");
  });
});
