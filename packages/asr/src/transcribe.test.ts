import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  APIError,
  ClientContext,
  ConfigurationError,
  JobNotFoundError,
  ProtocolError,
  RouteTable,
  TimeoutError,
  TranscriptionError,
  UnsupportedRouteError,
  WorkerStartupError,
} from "@kotoba/core";
import { ManualClock, type ScriptedAnswer, startScriptedHttpServer } from "@kotoba/core/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AsrClient } from "./asr-client.ts";
import type { TranscriptionProgress } from "./transcription-progress.ts";

const SUBMITTED: ScriptedAnswer = { status: 202, body: { job_id: "job-1" } };
const PROCESSING: ScriptedAnswer = { status: 202, body: {} };
const SEGMENTS = [{ text: "go forward ten meters", start: 0.48, end: 2.56 }];
const DONE: ScriptedAnswer = {
  status: 200,
  body: { state: "done", transcription: "go forward ten meters", segments: SEGMENTS, later_addition: 1 },
};

let folder: string;
let clip: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-asr-"));
  clip = join(folder, "clip.wav");
  await writeFile(clip, "RIFF....WAVE not looked into by the client");
});
afterAll(() => rm(folder, { recursive: true }));

/** A server with these answers, and a client that talks to it and waits no real time between questions. */
async function setUp(...answers: ScriptedAnswer[]) {
  const server = await startScriptedHttpServer(...answers);
  const asr = new AsrClient({ apiKey: "test-key-123456", url: `${server.url}/v1` });
  const form = async (index = 0) => {
    const { body = new Uint8Array(), headers } = server.requests[index] ?? {};
    return new Response(new Uint8Array(body), {
      headers: { "content-type": String(headers?.["content-type"]) },
    }).formData();
  };
  return {
    server,
    asr,
    form,
    paths: () => server.requests.map(({ method, path }) => `${method} ${path}`),
    async [Symbol.asyncDispose]() {
      await asr.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const quickly = { pollIntervalMs: 1, pollBackoff: 1 };

describe("transcribe, mode job", () => {
  it("uploads, waits and gives the transcript, telling of its progress", async () => {
    await using at = await setUp(SUBMITTED, PROCESSING, { status: 200, body: { state: "processing" } }, DONE);
    const progress: TranscriptionProgress[] = [];
    const result = await at.asr.transcribe(clip, {
      ...quickly,
      language: "en",
      withTimestamps: true,
      stylePreference: { humanName: "kana" },
      onProgress: (step) => progress.push(step),
    });
    expect(result).toEqual({
      text: "go forward ten meters",
      jobId: "job-1",
      segments: SEGMENTS,
      metadata: { mode: "job", language: "en" },
    });
    const question = "GET /v1/transcription_jobs/job-1";
    expect(at.paths()).toEqual(["POST /v1/transcription_jobs", question, question, question]);
    const form = await at.form();
    expect([...form.keys()]).toEqual(["language", "with_timestamps", "human_name", "file"]);
    expect([form.get("language"), form.get("with_timestamps"), form.get("human_name")]).toEqual([
      "en",
      "true",
      "kana",
    ]);
    expect(form.get("file")).toMatchObject({ name: "clip.wav", type: "audio/wav", size: 42 });
    const working = { state: "processing", jobId: "job-1" };
    const uploaded = { state: "uploading", sentBytes: 42, totalBytes: 42 };
    expect(progress).toEqual([uploaded, working, working, working, { state: "done" }]);
  });

  it("asks for Japanese without times unless told otherwise, and reports no segments as absent", async () => {
    for (const segments of [[], null, undefined]) {
      await using at = await setUp(SUBMITTED, {
        status: 200,
        body: { state: "done", transcription: "はい", segments },
      });
      const result = await at.asr.transcribe(clip);
      expect(result).toEqual({ text: "はい", jobId: "job-1", metadata: { mode: "job", language: "ja" } });
      const form = await at.form();
      expect([form.get("language"), form.get("with_timestamps"), form.has("human_name")]).toEqual([
        "ja",
        "false",
        false,
      ]);
    }
  });

  it("takes a job's failure inside HTTP 200 for what it is", async () => {
    const failed = { state: "error", error_message: "the audio is empty" };
    await using at = await setUp(SUBMITTED, { status: 200, body: failed });
    const error = await at.asr.transcribe(clip).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TranscriptionError);
    expect(error).toMatchObject({ jobId: "job-1", message: expect.stringContaining("the audio is empty") });
  });

  it.each([
    [{ state: "done" }, "transcription"],
    [{ state: "done", transcription: "a", segments: [{ text: "a", start: "0" }] }, "segments.0.start"],
    [{ state: "error" }, "error_message"],
    [{ state: "paused" }, "state"],
    [["done"], "body"],
  ])("does not take %j for a job", async (body, place) => {
    await using at = await setUp({ status: 200, body });
    const error = await at.asr.getJob("job-1").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ status: 200, payload: body, message: expect.stringContaining(place) });
  });

  it("does not repeat an upload that broke off, unless told to", async () => {
    await using careful = await setUp("reset-after-body", SUBMITTED, DONE);
    await expect(careful.asr.transcribe(clip)).rejects.toBeInstanceOf(APIError);
    expect(careful.paths()).toHaveLength(1);
    await using bold = await setUp("reset-after-body", SUBMITTED, DONE);
    expect(await bold.asr.transcribe(clip, { retryUploads: true })).toMatchObject({ jobId: "job-1" });
    expect(bold.paths()).toHaveLength(3);
  });

  it("repeats an upload after a 503, but not when the 503 names a job", async () => {
    await using declined = await setUp({ status: 503, body: {} }, SUBMITTED, DONE);
    expect(await declined.asr.transcribe(clip)).toMatchObject({ jobId: "job-1" });
    await using accepted = await setUp({ status: 503, body: { job_id: "job-9" } }, SUBMITTED);
    await expect(accepted.asr.transcribe(clip)).rejects.toMatchObject({ status: 503 });
    expect(accepted.paths()).toHaveLength(1);
  });

  it("refuses options of the other mode before anything is sent", async () => {
    await using at = await setUp(SUBMITTED);
    await expect(at.asr.transcribe(clip, { keywords: ["Kotoba"] })).rejects.toThrow("keywords");
    await expect(at.asr.transcribe(clip, { fileFormat: "pcm_s16le_16" })).rejects.toThrow("fileFormat");
    for (const wrong of [
      { pollBackoff: 0.5 },
      { pollIntervalMs: 0 },
      { timeoutMs: -1 },
      { maxPollIntervalMs: 2 ** 31 },
    ]) {
      await expect(at.asr.transcribe(clip, wrong)).rejects.toThrow(Object.keys(wrong)[0]);
      await expect(at.asr.waitForJob("job-1", wrong)).rejects.toThrow(Object.keys(wrong)[0]);
    }
    const typo = { mode: "oneshot" } as unknown as { mode: "job" };
    await expect(at.asr.transcribe(clip, typo)).rejects.toThrow('"oneshot"');
    const untyped = { signal: new AbortController() } as unknown as { signal: AbortSignal };
    await expect(at.asr.transcribe(clip, untyped)).rejects.toThrow("controller.signal");
    const nothing = undefined as unknown as string;
    for (const jobId of ["", " ", ".", "..", nothing])
      await expect(at.asr.getJob(jobId)).rejects.toThrow(ConfigurationError);
    expect(at.paths()).toEqual([]);
  });

  it("says what is wrong with an input before anything is sent", async () => {
    await using at = await setUp(SUBMITTED);
    const empty = join(folder, "empty.wav");
    await writeFile(empty, "");
    await expect(at.asr.transcribe(join(folder, "missing.wav"))).rejects.toMatchObject({
      code: "file_not_found",
    });
    await expect(at.asr.transcribe(folder)).rejects.toMatchObject({ code: "is_directory" });
    await expect(at.asr.transcribe(empty)).rejects.toMatchObject({ code: "empty_audio" });
    await expect(at.asr.transcribe(new Uint8Array())).rejects.toMatchObject({ code: "empty_audio" });
    expect(at.paths()).toEqual([]);
  });
});

describe("a stream that stalls", () => {
  /** Gives so many bytes, and then nothing more. */
  const stalledAfter = (bytes: number) => {
    const stream = new Readable({ read() {} });
    if (bytes > 0) stream.push(new Uint8Array(bytes));
    return stream;
  };

  it.each([0, 5000])(
    "after %i bytes ends the call at the limit or by the signal, and is let go",
    async (bytes) => {
      await using server = await startScriptedHttpServer(SUBMITTED);
      await using asr = new AsrClient({ apiKey: "k", url: server.url, timeoutMs: 100 });
      const limited = stalledAfter(bytes);
      await expect(asr.transcribe(limited)).rejects.toMatchObject({ name: "TimeoutError", phase: "upload" });
      const aborted = stalledAfter(bytes);
      const controller = new AbortController();
      const call = asr.transcribe(aborted, { signal: controller.signal });
      setImmediate(() => controller.abort("enough"));
      await expect(call).rejects.toBe("enough");
      expect([limited.destroyed, aborted.destroyed]).toEqual([true, true]);
    },
  );
});

describe("waitForJob", () => {
  it("waits longer after each question, up to the longest wait", async () => {
    await using server = await startScriptedHttpServer(PROCESSING);
    const clock = new ManualClock();
    await using context = new ClientContext({ apiKey: "k", routes: routesTo(server.url) }, { clock });
    const asr = new AsrClient({}, context);
    const times: number[] = [];
    const wait = asr
      .waitForJob("job-1", {
        timeoutMs: 40_000,
        onProgress: () => times.push(clock.now()),
      })
      .catch((error: unknown) => error);
    for (let question = 0; question < 9; question++) {
      while (times.length <= question) await new Promise(setImmediate);
      await clock.advanceToNextTimer();
    }
    expect(times).toEqual([0, 1000, 2500, 4750, 8125, 13_187.5, 20_781.25, 30_781.25, 39_000]);
    expect(await wait).toMatchObject({ name: "TimeoutError", phase: "job" });
    expect(clock.pendingTimers).toBe(0);
  });

  it("carries the jobId out of a timeout, and then finishes the job", async () => {
    await using server = await startScriptedHttpServer(SUBMITTED, PROCESSING, PROCESSING, DONE);
    const asr = new AsrClient({ apiKey: "k", url: server.url });
    const error = await asr
      .transcribe(clip, { timeoutMs: 30, pollIntervalMs: 60_000 })
      .catch((e: unknown) => e);
    if (!TimeoutError.isInstance(error)) throw error;
    expect(error).toMatchObject({ phase: "job", limitMs: 30, jobId: "job-1" });
    expect(error.message).toContain('waitForJob("job-1")');
    const result = await asr.waitForJob(error.jobId ?? "", quickly);
    expect(result.text).toBe("go forward ten meters");
    await asr.close();
  });

  it("carries the jobId out of a network failure too", async () => {
    await using at = await setUp(SUBMITTED, "reset-before-body");
    const error = await at.asr.transcribe(clip, { maxRetries: 0 }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "APIError", jobId: "job-1" });
  });

  it("knows a job that is gone from a job that failed", async () => {
    await using at = await setUp({ status: 404, body: { detail: "Job not found" } });
    const error = await at.asr.waitForJob("a/b?c").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(JobNotFoundError);
    expect(error).toMatchObject({ jobId: "a/b?c", status: 404 });
    expect(at.paths()).toEqual(["GET /v1/transcription_jobs/a%2Fb%3Fc"]);
  });

  it("rejects with the signal's reason", async () => {
    await using at = await setUp(PROCESSING);
    const controller = new AbortController();
    const reason = new Error("the user left");
    const wait = at.asr.waitForJob("job-1", {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(wait).rejects.toBe(reason);
  });
});

describe("transcribe, mode one-shot", () => {
  const WORDS = [
    { text: "go", type: "word", start: 0.46, end: 0.63 },
    { text: " ", type: "spacing", start: 0.63, end: 0.63 },
    { text: "(door)", type: "audio_event", start: 0.7, end: 0.9 },
    { text: "forward", type: "word", start: 0.63, end: null },
    { text: "ten", type: "word", start: 1.2, end: 1.5 },
  ];
  const BODY = { language_code: "en", language_probability: 0.93, text: "go forward ten", words: WORDS };

  it("sends one request and takes the words that have both times for segments", async () => {
    await using at = await setUp({ status: 200, body: { ...BODY, audio_duration_secs: 2.8 } });
    const result = await at.asr.transcribe(new Blob(["fLaC...."]), {
      mode: "one-shot",
      withTimestamps: true,
      keywords: ["Kotoba", "言葉"],
      stylePreference: { humanName: "kana" },
    });
    expect(result).toEqual({
      text: "go forward ten",
      segments: [
        { text: "go", start: 0.46, end: 0.63 },
        { text: "ten", start: 1.2, end: 1.5 },
      ],
      metadata: { mode: "one-shot", language: "en", languageProbability: 0.93, audioDurationSeconds: 2.8 },
    });
    const form = await at.form();
    expect([...form.keys()]).toEqual([
      "file_format",
      "with_timestamps",
      "keywords",
      "keywords",
      "kana",
      "file",
    ]);
    expect(form.getAll("keywords")).toEqual(["Kotoba", "言葉"]);
    expect(form.get("file")).toMatchObject({ name: "audio.flac", type: "audio/flac" });
  });

  it("leaves the language to the deployment, unless it is given", async () => {
    await using at = await setUp({ status: 200, body: BODY });
    await at.asr.transcribe(clip, { mode: "one-shot", language: "en", fileFormat: "pcm_s16le_16" });
    const form = await at.form();
    expect([form.get("language"), form.get("file_format")]).toEqual(["en", "pcm_s16le_16"]);
    expect(await at.asr.transcribe(clip, { mode: "one-shot" })).not.toHaveProperty("segments");
    expect((await at.form(1)).has("language")).toBe(false);
  });

  it("makes no empty transcript of an answer that breaks the contract", async () => {
    const wordsWithoutType = Array.from({ length: 20_000 }, () => ({ text: "go" }));
    for (const body of [{}, { ...BODY, text: null }, { ...BODY, words: wordsWithoutType }, "<html>"]) {
      await using at = await setUp({ status: 200, body });
      const error = await at.asr.transcribe(clip, { mode: "one-shot" }).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ProtocolError);
      expect(error).toMatchObject({ status: 200, code: "bad_response" });
      expect(String(error).length).toBeLessThan(500);
    }
  });

  it("tells of its progress, whether the length is known or not", async () => {
    await using at = await setUp({ status: 200, body: BODY });
    for (const input of [clip, new Blob(["fLaC...."]).stream()]) {
      const states: string[] = [];
      await at.asr.transcribe(input, { mode: "one-shot", onProgress: ({ state }) => states.push(state) });
      expect(states).toEqual(["uploading", "processing", "done"]);
    }
  });
});

describe("waitUntilReady", () => {
  const COLD: ScriptedAnswer = { status: 503, body: {} };

  it("holds the upload back until a cold deployment can serve", async () => {
    await using server = await startScriptedHttpServer(
      COLD,
      COLD,
      { status: 200, body: {} },
      SUBMITTED,
      DONE,
    );
    const clock = new ManualClock();
    await using context = new ClientContext({ apiKey: "k", routes: routesTo(server.url) }, { clock });
    const result = new AsrClient({}, context).transcribe(clip, { startupTimeoutMs: 60_000 });
    for (const probes of [1, 2]) {
      while (server.requests.length < probes || clock.pendingTimers !== 2) await new Promise(setImmediate);
      await clock.advance(2000);
    }
    expect(await result).toMatchObject({ jobId: "job-1" });
    const probe = "GET /v1/model_and_cuda_availability";
    expect(server.requests.slice(0, 4).map(({ method, path }) => `${method} ${path}`)).toEqual([
      probe,
      probe,
      probe,
      "POST /v1/transcription_jobs",
    ]);
  });

  it("is not asked for a file that is missing", async () => {
    await using at = await setUp(COLD);
    const call = at.asr.transcribe(join(folder, "missing.wav"), { startupTimeoutMs: 1000 });
    await expect(call).rejects.toMatchObject({ code: "file_not_found" });
    expect(at.paths()).toEqual([]);
  });

  it("gives up on a deployment that stays cold, and on one that refuses the key at once", async () => {
    await using cold = await setUp(COLD);
    const error = await cold.asr.waitUntilReady({ timeoutMs: 50 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(WorkerStartupError);
    expect(error).toMatchObject({ phase: "startup", limitMs: 50, cause: { status: 503 } });
    await using locked = await setUp({ status: 401, body: {} });
    await expect(locked.asr.waitUntilReady()).rejects.toMatchObject({ name: "AuthError" });
  });

  it("takes a deployment without the route for one that is always up", async () => {
    await using at = await setUp({ status: 404, body: {} });
    await at.asr.waitUntilReady();
    expect(at.paths()).toHaveLength(1);
  });
});

describe("the REST base", () => {
  it.each([
    ["", "/v1/transcription_jobs/j"],
    ["/", "/v1/transcription_jobs/j"],
    ["/v1", "/v1/transcription_jobs/j"],
    ["/gateway/v1/", "/gateway/v1/transcription_jobs/j"],
  ])("is found from a URL that ends in %j", async (ending, path) => {
    await using server = await startScriptedHttpServer(DONE);
    const asr = new AsrClient({ apiKey: "k", url: server.url + ending });
    await asr.getJob("j");
    expect(server.requests[0]?.path).toBe(path);
    await asr.close();
  });

  it("is found from the live URL, from a route, and per call", async () => {
    await using server = await startScriptedHttpServer(DONE);
    const live = `${server.url.replace("http", "ws")}/v1/realtime`;
    await using asr = new AsrClient({ apiKey: "k", routes: routesTo(server.url) });
    await asr.getJob("j", { url: live });
    await asr.getJob("j");
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/v1/transcription_jobs/j",
      "/v1/transcription_jobs/j",
    ]);
  });

  it("is asked for when there is none, and never sent a key unencrypted to another host", async () => {
    await using asr = new AsrClient({ apiKey: "k", routes: new RouteTable({}) });
    await expect(asr.getJob("j")).rejects.toBeInstanceOf(UnsupportedRouteError);
    await expect(asr.getJob("j")).rejects.toThrow("KOTOBA_ASR_REST_URL");
    await expect(asr.getJob("j", { url: "http://asr.example/v1" })).rejects.toMatchObject({
      code: "insecure_url",
    });
  });
});

function routesTo(url: string): RouteTable {
  return new RouteTable({ KOTOBA_ASR_REST_URL: `${url}/v1` });
}
