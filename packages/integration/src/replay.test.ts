import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeWav } from "@kotoba/audio";
import {
  createPhraseTableEngine,
  createScriptedEngine,
  createScriptedSynthesisEngine,
  type EmulatorOptions,
  startEmulator,
} from "@kotoba/emulator";
import { KotobaClient, ProtocolError } from "@kotoba/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kotoba, runKotoba } from "./fixtures/run-kotoba.ts";

/** Logs of sessions, as a person writes and replays them: real sockets, the built command. */
const KEY = "a-very-secret-key";
const WORDS = [
  { text: "good", start: 0.1, end: 0.3 },
  { text: "morning", start: 0.3, end: 0.6 },
];

let folder: string;
let wav: string;
let log: string;
/** What the clients of the log were told. */
let recorded: Told;

interface Told {
  readonly job: string;
  readonly live: string;
  readonly speech: Uint8Array;
  readonly translation: string | undefined;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-replay-"));
  wav = join(folder, "clip.wav");
  log = join(folder, "session.kotobalog");
  const samples = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(i / 10));
  await writeFile(wav, encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" }));
  await using emulator = await start({ record: log });
  recorded = await use(emulator.url);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function start(options: EmulatorOptions = {}) {
  return startEmulator({
    engines: [createScriptedEngine({ answers: [[WORDS]] })],
    synthesisEngines: [createScriptedSynthesisEngine()],
    translationEngines: [createPhraseTableEngine()],
    ...options,
  });
}

/** Does one thing of each kind, and tells what came of them. */
async function use(url: string): Promise<Told> {
  await using client = new KotobaClient({ url, apiKey: KEY, maxRetries: 0 });
  await client.asr.createClientSecret({ language: "en" });
  const { text: job } = await client.asr.transcribe(wav, { language: "en", pollIntervalMs: 20 });
  const { text: live } = await client.asr.transcribeFileStream(wav, { language: "en", resume: false });
  const { data: speech } = await client.tts.synthesize("Good morning. Good evening.", {
    language: "en",
    speakerId: "en-man",
  });
  const { transcriptSource: translation } = await client.s2st.translate(wav, {
    source: "en",
    target: "ja",
    resume: false,
  });
  return { job, live, speech, translation };
}

/** Runs `kotoba emulator` while something is done, and gives its log of errors. */
async function whileEmulating(args: readonly string[], work: (url: string) => Promise<void>): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [kotoba, "emulator", "--json", ...args], {
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  try {
    const [line] = await once(child.stdout ?? child, "data");
    await work(JSON.parse(String(line)).url);
  } finally {
    child.kill("SIGINT");
    await closed;
  }
}

function replay(url: string, file = log) {
  return runKotoba(["replay", file, "--url", url], { env: { KOTOBA_API_KEY: KEY }, cwd: folder });
}

describe("a log", () => {
  it("has a header, all frames and the upload, and no key", async () => {
    const text = await readFile(log, "utf8");
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({
      type: "kotobalog",
      version: 1,
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    const uploads = lines
      .filter(({ type }) => type === "upload")
      .map(({ base64 }) => Buffer.from(base64, "base64"));
    expect(Buffer.concat(uploads)).toEqual(await readFile(wav));
    const frames = lines.filter(({ type }) => type === "frame");
    expect(frames.every(({ timeMs }, i) => i === 0 || timeMs >= frames[i - 1].timeMs)).toBe(true);
    expect(text).not.toMatch(new RegExp(`${KEY}|secret-[0-9a-f]{8}`));
    expect((await stat(log)).mode & 0o777).toBe(0o600);
  });

  it("is written by the command", async () => {
    const file = join(folder, "own.kotobalog");
    await whileEmulating(["--record", file], async (url) => {
      await using client = new KotobaClient({ url, apiKey: KEY });
      await client.tts.synthesize("Hello.", { language: "en", speakerId: "rms" });
    });
    const types = (await readFile(file, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).type);
    expect(types.slice(0, 3)).toEqual(["kotobalog", "open", "frame"]);
    expect(types.at(-1)).toBe("close");
  });
});

describe("an emulator that replays", () => {
  it("answers as the log has it, without an engine", async () => {
    await using emulator = await startEmulator({
      replay: log,
      engines: [],
      synthesisEngines: [],
      translationEngines: [],
    });
    expect(await use(emulator.url)).toEqual(recorded);
  });

  it("is the command, too", async () => {
    await whileEmulating(["--replay", log], async (url) => {
      expect(await use(url)).toEqual(recorded);
    });
  });

  it("tells a client that does something else what the log has", async () => {
    await using emulator = await startEmulator({ replay: log });
    await using client = new KotobaClient({ url: emulator.url, apiKey: "any", maxRetries: 0 });
    const once = client.asr.transcribe(wav, { language: "en", mode: "one-shot" });
    await expect(once).rejects.toMatchObject({ status: 500, code: "not_in_log" });
    const session = await client.tts.stream({
      language: "en",
      speakerId: "en-man",
      textInput: "incremental",
    });
    const speaking = session.synthesize(
      (async function* () {
        yield "Good morning.";
        yield " Good evening.";
      })(),
    );
    const drained = (async () => {
      for await (const _ of session);
    })();
    const failures = await Promise.allSettled([speaking, drained]);
    const failure = failures.find(({ status }) => status === "rejected");
    expect(failure).toMatchObject({ reason: { code: "not_in_log" } });
    expect(failure?.status === "rejected" && failure.reason).toBeInstanceOf(ProtocolError);
    await expect(client.tts.stream({ language: "en", speakerId: "rms" })).rejects.toMatchObject({
      status: 500,
      code: "not_in_log",
    });
  });

  it.each([
    ["nothing", "", /it is empty/],
    ["something else", "{}\n", /its first line does not say that it is one/],
    [
      "a later version",
      '{"type":"kotobalog","version":2}\n',
      /a log of version 2, and this program reads version 1/,
    ],
    [
      "a broken record",
      '{"type":"kotobalog","version":1}\n{"type":"close"}\n{}\n',
      /line 2 is none of its records/,
    ],
  ])("refuses %s", async (_, content, message) => {
    const file = join(folder, "wrong.kotobalog");
    await writeFile(file, content);
    await expect(startEmulator({ replay: file })).rejects.toThrow(message);
  });
});

describe("kotoba replay", () => {
  it("finds that the same server answers the same", async () => {
    await using emulator = await start();
    const { code, stdout, stderr } = await replay(emulator.url);
    expect([code, stdout, stderr]).toEqual([0, "", "5 requests and sessions, 0 answered otherwise.\n"]);
    const opened = emulator.traffic.filter(({ type }) => type === "open").map(({ path }) => path);
    expect(opened).toEqual(["/v1/realtime", "/v2/tts/ws", "/sts"]);
  });

  it("sends what the log has, frame by frame, and the same upload", async () => {
    await using emulator = await start();
    await replay(emulator.url);
    const sent = emulator.traffic.flatMap((record) =>
      record.type === "frame" && record.from === "client" ? JSON.stringify([record.path, record.text]) : [],
    );
    const lines = (await readFile(log, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const logged = lines
      .filter(({ from }) => from === "client")
      .map(({ path, text }) => JSON.stringify([path, text]));
    expect(sent).toEqual(logged);
    const filesIn = (records: readonly { body?: { files?: unknown } }[]) =>
      records.flatMap(({ body }) => body?.files ?? []);
    expect(JSON.stringify(filesIn(emulator.traffic as never))).toBe(JSON.stringify(filesIn(lines)));
  });

  it("tells what a server answers otherwise, and exits with 1", async () => {
    await using emulator = await start({
      scenario: {
        errors: [
          { on: "submit-job", error: "quota_exceeded" },
          { on: "tts", error: "response_failed" },
          { on: "s2st", error: 1011 },
        ],
      },
    });
    const { code, stdout } = await replay(emulator.url);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /POST \/v1\/transcription_jobs\n {2}- 202\n {2}- 200 done\n {2}\+ 400 quota_exceeded\n/,
    );
    expect(stdout).toMatch(
      /\/v2\/tts\/ws\n {2}- audio.chunk\n {2}- response.done completed\n {2}\+ response.done internal_error|failed/,
    );
    expect(stdout).toMatch(/\/sts\n.*(\n {2}-.*)*\n {2}\+ close 1011\n/);
    const json = await runKotoba(["replay", log, "--url", emulator.url, "--json"], {
      env: { KOTOBA_API_KEY: KEY },
      cwd: folder,
    });
    expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, exchanges: 5, differences: [{}, {}, {}] });
  });

  it("tells of handshakes that are refused, and of a server that is not there: 6", async () => {
    const file = join(folder, "refused.kotobalog");
    {
      await using emulator = await start({ record: file, apiKey: "another" });
      await using client = new KotobaClient({ url: emulator.url, apiKey: KEY, maxRetries: 0 });
      await expect(client.asr.stream({ language: "en" })).rejects.toThrow();
    }
    await using open = await start();
    const accepted = await replay(open.url, file);
    expect(accepted.stdout).toBe("1 GET /v1/realtime\n  - 401 invalid_api_key\n  + 101\n");
    await using closed = await start({ apiKey: "another" });
    expect((await replay(closed.url, file)).code).toBe(0);
    const nowhere = await start();
    await nowhere.close();
    const { code, stdout } = await replay(nowhere.url, file);
    expect([code, stdout]).toEqual([
      6,
      "1 GET /v1/realtime\n  - 401 invalid_api_key\n  + no connection (ECONNREFUSED)\n",
    ]);
  });

  it("takes the server that is configured, if none is said", async () => {
    await using emulator = await start();
    const env = { ...emulator.env, KOTOBA_API_KEY: KEY };
    expect((await runKotoba(["replay", log], { env, cwd: folder })).code).toBe(0);
  });

  it("refuses to be used wrongly", async () => {
    const env = { KOTOBA_API_KEY: KEY };
    const without = await runKotoba(["replay", log], { env, cwd: folder });
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("Say against which server")]);
    const keyless = await runKotoba(["replay", log, "--url", "http://127.0.0.1:1"], { env: {}, cwd: folder });
    expect([keyless.code, keyless.stderr]).toEqual([2, expect.stringContaining("KOTOBA_API_KEY")]);
    const missing = await runKotoba(["replay", "nowhere.kotobalog"], { env: {}, cwd: folder });
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringContaining("nowhere.kotobalog cannot be read"),
    ]);
    const relative = await replay("127.0.0.1:1");
    expect([relative.code, relative.stderr]).toEqual([2, expect.stringContaining("against an origin")]);
  });
});
