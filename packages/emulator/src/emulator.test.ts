import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeWav } from "@kotoba/audio";
import { ConfigurationError, silentLogger } from "@kotoba/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startEmulator } from "./emulator.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import type { Recognition, RecognitionEngine } from "./engines/recognition-engine.ts";
import { createScriptedEngine } from "./engines/scripted-engine.ts";

/** Stands in for the system's folder of temporary files, so that what is left in it can be seen. */
let temporary: string;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "kotoba-test-"));
  vi.stubEnv("TMPDIR", temporary);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true });
});

/** What is written to it meets a disk that is full. */
const FULL_DISK = "/dev/full";

/** The uploads that the emulator holds. */
async function uploads(): Promise<string[]> {
  const [folder] = await readdir(temporary);
  return readdir(join(temporary, folder ?? ""));
}

const WORDS = [
  { text: "go", start: 0.46, end: 0.63 },
  { text: "forward", start: 0.63, end: 1.1 },
];

function tone(seconds: number, sampleRate = 24_000): Uint8Array<ArrayBuffer> {
  const samples = Float32Array.from({ length: seconds * sampleRate }, (_, i) => Math.sin(i / 20));
  return new Uint8Array(encodeWav(samples, { sampleRate, channels: 1, encoding: "pcm16" }));
}

function start(options: EmulatorOptions = {}) {
  return startEmulator({ engines: [createScriptedEngine({ answers: [[WORDS]] })], ...options });
}

interface Upload {
  readonly file?: Uint8Array<ArrayBuffer> | undefined;
  readonly headers?: Record<string, string>;
  readonly [field: string]: unknown;
}

/** Every field that any answer has; each test looks at those of its own. */
interface AnswerBody {
  readonly job_id: string;
  readonly state: string;
  readonly transcription: string;
  readonly error_message: string;
  readonly segments: unknown;
  readonly text: string;
  readonly words: readonly unknown[];
  readonly audio_duration_secs: number;
  readonly detail: string & readonly { readonly loc: unknown }[];
  readonly error: { readonly code: string; readonly message: string };
}

async function read(response: Response) {
  const body = (await response.json()) as AnswerBody;
  return { status: response.status, headers: response.headers, body };
}

/** Posts a form, and gives the status, headers and parsed body. */
async function post(
  url: string,
  { file = tone(2), headers = { authorization: "Bearer k" }, ...fields }: Upload = {},
) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, String(value));
  body.append("file", new Blob([file]), "clip.wav");
  return read(await fetch(url, { method: "POST", headers, body }));
}

async function get(url: string, headers: Record<string, string> = { authorization: "Bearer k" }) {
  return read(await fetch(url, { headers }));
}

async function jobResult(url: string, upload: Upload) {
  const { status, body } = await post(`${url}/v1/transcription_jobs`, upload);
  expect([status, body]).toEqual([202, { job_id: expect.any(String) }]);
  for (;;) {
    const answer = await get(`${url}/v1/transcription_jobs/${body.job_id}`);
    if (answer.status !== 202) return answer;
    expect(answer.body).toEqual({ state: "processing" });
  }
}

describe("jobs", () => {
  it("end with the transcript, its times on the service's grid", async () => {
    await using emulator = await start();
    const plain = await jobResult(emulator.url, { language: "en" });
    expect(plain.status).toBe(200);
    expect(plain.body).toEqual({ state: "done", transcription: "go forward", segments: null });
    const timed = await jobResult(emulator.url, { language: "en", with_timestamps: "true" });
    expect(timed.body.segments).toEqual([{ text: "go forward", start: 0.4, end: 1.12 }]);
  });

  it("answer 202 while the engine works, and are cut off by the closing of the emulator", async () => {
    const busy = new BusyEngine({ obeysSignal: true });
    const emulator = await start({ engines: [busy] });
    const { body } = await post(`${emulator.url}/v1/transcription_jobs`, { language: "en" });
    const answer = await get(`${emulator.url}/v1/transcription_jobs/${body.job_id}`);
    expect([answer.status, answer.body]).toEqual([202, { state: "processing" }]);
    await emulator.close();
    expect(busy.disposedRecognitions).toBe(1);
  });

  it("do not hold up the closing, also with an engine that ignores its signal", async () => {
    const emulator = await start({ engines: [new BusyEngine({ obeysSignal: false })] });
    await post(`${emulator.url}/v1/transcription_jobs`, { language: "en" });
    await emulator.close();
    expect(await readdir(temporary)).toEqual([]);
  });

  it("end in an error that says what to do, in a language that no engine understands", async () => {
    await using emulator = await start();
    const { status, body } = await jobResult(emulator.url, { language: "ko" });
    expect([status, body.state]).toEqual([200, "error"]);
    expect(body.error_message).toMatch(/^engine_unavailable: .*"ko".*en, ja.*hosted service/);
  });

  it("end in an error for a file that is no audio, without advice for programs that decode", async () => {
    await using emulator = await start();
    const file = new TextEncoder().encode("hello");
    const { body } = await jobResult(emulator.url, { language: "en", file });
    expect(body).toEqual({ state: "error", error_message: "The file holds no audio that can be decoded." });
  });

  it("end in an error for a broken file, which says where", async () => {
    await using emulator = await start();
    const { body } = await jobResult(emulator.url, { language: "en", file: tone(2).subarray(0, 50_000) });
    expect(body).toEqual({
      state: "error",
      error_message: expect.stringMatching(/^The WAV file is cut short: .* byte 50000, .*\.$/),
    });
  });

  it("are not found under another id", async () => {
    await using emulator = await start();
    const { status, body } = await get(`${emulator.url}/v1/transcription_jobs/nobody`);
    expect([status, body]).toEqual([404, { detail: "Job not found" }]);
  });
});

describe("one-shot transcription", () => {
  it("answers with words, their times when asked for, and the length of the audio", async () => {
    await using emulator = await start();
    const url = `${emulator.url}/v1/speech-to-text`;
    const { status, body } = await post(url, { language: "en", with_timestamps: "true" });
    expect(status).toBe(200);
    expect(body).toEqual({
      language_code: "en",
      language_probability: 1,
      text: "go forward",
      words: [
        { text: "go", type: "word", start: 0.46, end: 0.63 },
        { text: " ", type: "spacing" },
        { text: "forward", type: "word", start: 0.63, end: 1.1 },
      ],
      audio_duration_secs: 2,
    });
    expect((await post(url)).body.words[0]).toEqual({ text: "go", type: "word" });
    expect((await post(url, { language: "ja" })).body.text).toBe("goforward");
  });

  it("takes raw samples", async () => {
    await using emulator = await start();
    const url = `${emulator.url}/v1/speech-to-text`;
    const raw = await post(url, { file: new Uint8Array(32_000), file_format: "pcm_s16le_16" });
    expect(raw.body.audio_duration_secs).toBe(1);
    const odd = await post(url, { file: new Uint8Array(3), file_format: "pcm_s16le_16" });
    expect([odd.status, odd.body.error.code]).toEqual([400, "bad_request"]);
  });

  it("refuses what it cannot do with 400", async () => {
    await using emulator = await start();
    const url = `${emulator.url}/v1/speech-to-text`;
    const long = await post(url, { file: tone(121, 1000) });
    expect([long.status, long.body.error.message]).toEqual([400, expect.stringContaining("120 s")]);
    const korean = await post(url, { language: "ko" });
    expect([korean.status, korean.body.error.code]).toEqual([400, "engine_unavailable"]);
    const text = await post(url, { file: new TextEncoder().encode("hello") });
    expect([text.status, text.body.error]).toMatchObject([
      400,
      { code: "bad_request", message: "The file holds no audio that can be decoded." },
    ]);
  });
});

describe("requests that are wrong", () => {
  it("are refused without a key, and with another than the one that was set", async () => {
    await using open = await start();
    expect((await get(`${open.url}/v1/model_and_cuda_availability`, {})).status).toBe(401);
    expect(
      (await get(`${open.url}/v1/model_and_cuda_availability`, { authorization: "Key any" })).status,
    ).toBe(200);
    await using locked = await start({ apiKey: "the-key" });
    expect((await post(`${locked.url}/v1/transcription_jobs`)).body.error.code).toBe("invalid_api_key");
    expect(locked.env.KOTOBA_API_KEY).toBe("the-key");
  });

  it.each([
    ["transcription_jobs", { language: "xx" }, "language"],
    ["transcription_jobs", { with_timestamps: "perhaps" }, "with_timestamps"],
    ["transcription_jobs", { human_name: "kanji" }, "human_name"],
    ["transcription_jobs", { file: new Uint8Array() }, "file"],
    ["speech-to-text", { file_format: "mp3" }, "file_format"],
  ])("are told which field of %s is wrong: %j", async (route, upload, field) => {
    await using emulator = await start();
    const { status, body } = await post(`${emulator.url}/v1/${route}`, upload);
    expect([status, body.detail[0]?.loc]).toEqual([422, ["body", field]]);
  });

  it("are told when they are no upload", async () => {
    await using emulator = await start();
    const url = `${emulator.url}/v1/transcription_jobs`;
    const headers = { authorization: "Bearer k" };
    const send = async (init: RequestInit) => (await fetch(url, { method: "POST", headers, ...init })).status;
    expect(await send({ body: "{}" })).toBe(400);
    const form = new FormData();
    form.append("language", "en");
    expect(await send({ body: form })).toBe(422);
    const type = "multipart/form-data; boundary=b";
    expect(await send({ headers: { ...headers, "content-type": type }, body: "--b\r\nbroken" })).toBe(400);
    expect((await get(url)).status).toBe(405);
    expect((await get(`${emulator.url}/v2/nowhere`)).body).toEqual({ detail: "Not Found" });
  });

  it("for a client secret are told what is wrong with them", async () => {
    await using emulator = await start();
    const url = `${emulator.url}/v1/realtime/transcription_sessions`;
    const mint = async (body: string) =>
      read(await fetch(url, { method: "POST", headers: { authorization: "Bearer k" }, body }));
    expect((await mint("no JSON")).status).toBe(400);
    expect((await mint("x".repeat(100_000))).status).toBe(413);
    const { status, body } = await mint('{"input_audio_format":"mp3"}');
    expect([status, body.detail[0]?.loc]).toEqual([422, ["body", "session.input_audio_format"]]);
  });

  it("may hold other files and fields beside the recording, in any order", async () => {
    await using emulator = await start();
    const filler = new Blob([new Uint8Array(64_000)]);
    for (const names of [
      ["cover", "file", "cover"],
      ["file", "file"],
      ["file", "cover"],
    ]) {
      const form = new FormData();
      for (const name of names) form.append(name, name === "file" ? new Blob([tone(1)]) : filler, "f");
      form.append("language", "en");
      const headers = { authorization: "Bearer k" };
      const response = await fetch(`${emulator.url}/v1/transcription_jobs`, {
        method: "POST",
        headers,
        body: form,
      });
      expect(response.status).toBe(202);
    }
  });

  it("are told when they end within another file, or name no job that can be", async () => {
    await using emulator = await start();
    const headers = { authorization: "Bearer k", "content-type": "multipart/form-data; boundary=b" };
    const body = '--b\r\nContent-Disposition: form-data; name="cover"; filename="c"\r\n\r\nabc';
    const response = await fetch(`${emulator.url}/v1/transcription_jobs`, { method: "POST", headers, body });
    expect(response.status).toBe(400);
    for (const id of ["%E0%A4%A", "%", "a%2Fb"]) {
      expect((await get(`${emulator.url}/v1/transcription_jobs/${id}`)).status).toBe(404);
    }
  });

  it("are told when the file cannot be kept", async () => {
    await using emulator = await start();
    const [folder = ""] = await readdir(temporary);
    await rm(join(temporary, folder), { recursive: true });
    const { status } = await post(`${emulator.url}/v1/transcription_jobs`, { language: "en" });
    expect(status).toBe(500);
  });

  it("are told when the file is too large", async () => {
    await using emulator = await start({ maxUploadBytes: 100_000 });
    const { status, body } = await post(`${emulator.url}/v1/transcription_jobs`, { file: tone(60) });
    expect([status, body.detail]).toEqual([413, expect.stringContaining("100000")]);
  });

  it("are slowed down with 429 beyond the quota of their key", async () => {
    await using emulator = await start({ requestsPerSecond: 3 });
    const url = `${emulator.url}/v1/model_and_cuda_availability`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(url)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(20 - 2 * 3);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
    expect(refused[0]?.body.error.code).toBe("rate_limit_exceeded");
    expect((await get(url, { authorization: "Bearer another" })).status).toBe(200);
  });
});

describe("the emulator itself", () => {
  it("survives an upload that breaks off, and keeps nothing of it", async () => {
    await using emulator = await start();
    const { port } = new URL(emulator.url);
    const socket = connect(Number(port), "127.0.0.1");
    const head =
      "POST /v1/transcription_jobs HTTP/1.1\r\nHost: e\r\nAuthorization: Bearer k\r\nContent-Length: 9999\r\n";
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF';
    socket.write(`${head}Content-Type: multipart/form-data; boundary=b\r\n\r\n${part}`);
    await expect.poll(uploads).toHaveLength(1);
    socket.resetAndDestroy();
    await expect.poll(uploads).toHaveLength(0);
    expect((await jobResult(emulator.url, { language: "en" })).status).toBe(200);
    expect(await uploads()).toHaveLength(0);
  });

  it("removes its files and frees its port when it closes, however often it is closed", async () => {
    const emulator = await start();
    const port = Number(new URL(emulator.url).port);
    await emulator.close();
    await emulator.close();
    expect(await readdir(temporary)).toEqual([]);
    await using again = await start({ port });
    expect(new URL(again.url).port).toBe(String(port));
    await expect(start({ port })).rejects.toThrow(ConfigurationError);
    await expect(start({ port })).rejects.toThrow(
      `The emulator cannot listen on 127.0.0.1:${port}: something else does. Choose another port, or 0 for any.`,
    );
    expect(await readdir(temporary)).toHaveLength(1);
  });

  it("says so when the machine has no such address", async () => {
    await expect(start({ host: "192.0.2.1" })).rejects.toThrow(
      /^The emulator cannot listen on 192\.0\.2\.1:0: this machine has no such address\. Choose [^:]*\.$/,
    );
    expect(await readdir(temporary)).toEqual([]);
  });

  it.runIf(existsSync(FULL_DISK))("goes on when its log cannot be written, and says so once", async () => {
    const said: string[] = [];
    const logger = {
      ...silentLogger,
      error: (...line: readonly unknown[]) => said.push(JSON.stringify(line)),
    };
    await using emulator = await start({ record: FULL_DISK, logger });
    expect((await jobResult(emulator.url, { language: "en" })).body.transcription).toBe("go forward");
    await expect.poll(() => said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^\["The log \/dev\/full ends here, .* the emulator goes on: ENOSPC: [^\n{]*"\]$/,
    );
  });
});

/** An engine that never comes to an end. */
class BusyEngine implements RecognitionEngine {
  readonly name = "busy";
  readonly languages = ["en"];
  disposedRecognitions = 0;
  readonly #obeysSignal: boolean;

  constructor({ obeysSignal }: { obeysSignal: boolean }) {
    this.#obeysSignal = obeysSignal;
  }

  async open({ signal }: { signal?: AbortSignal }): Promise<Recognition> {
    const never = () =>
      new Promise<never>((_, reject) => {
        if (this.#obeysSignal) signal?.addEventListener("abort", () => reject(signal.reason));
      });
    return {
      accept: never,
      finish: never,
      [Symbol.asyncDispose]: async () => {
        this.disposedRecognitions++;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
