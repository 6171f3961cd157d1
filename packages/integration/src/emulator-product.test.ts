import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { bytesToInt16, encodeWav } from "@kotoba/audio";
import {
  type ContractError,
  createPhraseTableEngine,
  createScriptedEngine,
  createScriptedSynthesisEngine,
  type Emulator,
  type EmulatorOptions,
  type Scenario,
  type ScenarioError,
  type ScenarioOperation,
  sampleRecordings,
  startEmulator,
} from "@kotoba/emulator";
import {
  APIError,
  AuthError,
  ConnectionLostError,
  JobNotFoundError,
  KotobaClient,
  ProtocolError,
  RateLimitError,
  TranscriptionError,
} from "@kotoba/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** The emulator as test suites have it: the built packages, the SDK against everything that a scenario can say. */
let folder: string;
let wav: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-product-"));
  wav = join(folder, "clip.wav");
  await writeFile(wav, clip(440));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** One second of a tone. */
function clip(hertz: number): Uint8Array {
  const samples = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin((i * hertz * Math.PI) / 8000));
  return encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" });
}

function words(...texts: readonly string[]) {
  return texts.map((text, i) => ({ text, start: 0.1 + i * 0.2, end: 0.3 + i * 0.2 }));
}

function start(scenario: Scenario, options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({
    engines: [createScriptedEngine({ answers: [[words("hello")]] })],
    synthesisEngines: [createScriptedSynthesisEngine()],
    translationEngines: [createPhraseTableEngine()],
    scenario,
    ...options,
  });
}

function clientOf(emulator: Emulator): KotobaClient {
  return new KotobaClient({ url: emulator.url, apiKey: "any", maxRetries: 0 });
}

/** What a client does of each kind. */
const CALLS: Readonly<Record<ScenarioOperation, (client: KotobaClient) => Promise<unknown>>> = {
  "submit-job": (client) => client.asr.submitJob(wav, { language: "en" }),
  "poll-job": (client) => client.asr.transcribe(wav, { language: "en", pollIntervalMs: 1 }),
  "speech-to-text": (client) => client.asr.transcribe(wav, { language: "en", mode: "one-shot" }),
  "client-secret": (client) => client.asr.createClientSecret({ language: "en" }),
  readiness: (client) => client.asr.transcribe(wav, { language: "en", mode: "one-shot" }),
  "live-asr": (client) => client.asr.transcribeFileStream(wav, { language: "en", resume: false }),
  tts: (client) => client.tts.synthesize("Good morning.", { language: "en", speakerId: "en-woman" }),
  s2st: (client) => client.s2st.translate(wav, { source: "en", target: "ja", resume: false }),
};

type ErrorClass = abstract new (...args: never[]) => Error;

/** Each error of the contract, where it can come about, and what the SDK makes of it. */
const REST: readonly ScenarioOperation[] = ["submit-job", "poll-job", "speech-to-text", "client-secret"];
const LIVE: readonly ScenarioOperation[] = ["live-asr", "tts", "s2st"];
const EVERYWHERE = [...REST, ...LIVE];

interface Row {
  readonly error: ScenarioError["error"];
  readonly on: readonly ScenarioOperation[];
  readonly at?: ScenarioError["at"];
  readonly as: ErrorClass;
  readonly fields?: Readonly<Record<string, unknown>>;
}

const coded = (code: ContractError, as: ErrorClass, on: readonly ScenarioOperation[] = EVERYWHERE): Row => ({
  error: code,
  on,
  as,
  fields: { code },
});

const ROWS: readonly Row[] = [
  coded("invalid_api_key", AuthError),
  { error: "invalid_api_key", on: LIVE, at: "setup", as: AuthError, fields: { code: "invalid_api_key" } },
  { error: 403, on: EVERYWHERE, as: AuthError, fields: { status: 403 } },
  { ...coded("rate_limit_exceeded", RateLimitError, REST), fields: { status: 429, retryAfterMs: 1000 } },
  coded("rate_limit_exceeded", RateLimitError, LIVE),
  { error: "rate_limit_exceeded", on: LIVE, at: "work", as: RateLimitError },
  coded("too_many_concurrent_requests", RateLimitError),
  coded("quota_exceeded", ProtocolError),
  coded("invalid_parameters", ProtocolError),
  coded("bad_request", ProtocolError),
  coded("text_string_required", ProtocolError),
  coded("max_character_length_exceeded", ProtocolError),
  coded("voice_not_found", ProtocolError, ["submit-job", "speech-to-text", ...LIVE]),
  coded("audio_format_not_found", ProtocolError, ["submit-job", "speech-to-text", ...LIVE]),
  coded("language_not_found", ProtocolError, ["submit-job", "speech-to-text", ...LIVE]),
  { error: "job_failed", on: ["poll-job"], as: TranscriptionError },
  { error: "job_not_found", on: ["poll-job"], as: JobNotFoundError },
  { error: 404, on: ["poll-job"], as: JobNotFoundError },
  { error: "validation_error", on: REST, as: ProtocolError, fields: { status: 422 } },
  { error: "proxy_page", on: REST, as: APIError, fields: { status: 502 } },
  { error: "broken_body", on: REST, as: ProtocolError },
  { error: "worker_unavailable", on: REST, as: APIError, fields: { status: 503 } },
  { error: "worker_unavailable", on: LIVE, as: ProtocolError, fields: { retryable: true } },
  { error: 500, on: EVERYWHERE, as: APIError, fields: { status: 500 } },
  { error: 503, on: EVERYWHERE, as: APIError, fields: { status: 503 } },
  { error: { status: 302, headers: { location: "http://127.0.0.1:1/" } }, on: REST, as: APIError },
  {
    error: { status: 400, body: { message: "no" } },
    on: EVERYWHERE,
    as: ProtocolError,
    fields: { status: 400 },
  },
  { error: { status: 400, body: { error: "no" } }, on: REST, as: ProtocolError, fields: { status: 400 } },
  { error: "error_text", on: LIVE, as: ProtocolError },
  { error: "error_text", on: LIVE, at: "setup", as: ProtocolError },
  { error: "x-fal-error", on: LIVE, as: ProtocolError },
  { error: "x-fal-error", on: LIVE, at: "setup", as: ProtocolError },
  { error: "response_failed", on: ["tts"], as: ProtocolError, fields: { code: "internal_error" } },
  {
    error: { frame: { type: "error", message: "out of order", code: "odd" }, close: 1008 },
    on: LIVE,
    as: ProtocolError,
    fields: { code: "odd" },
  },
  { error: 1000, on: LIVE, as: ConnectionLostError, fields: { closeCode: 1000 } },
  { error: 1001, on: LIVE, as: ConnectionLostError, fields: { closeCode: 1001 } },
  { error: 1011, on: LIVE, as: ConnectionLostError, fields: { closeCode: 1011 } },
  { error: 4000, on: LIVE, at: "setup", as: ConnectionLostError, fields: { closeCode: 4000 } },
];

const CASES = ROWS.flatMap(({ on, ...row }) =>
  on.map((operation) => {
    const name = typeof row.error === "object" ? JSON.stringify(row.error) : row.error;
    return { title: `${operation}: ${name} ${row.at ?? ""}`, operation, ...row };
  }),
);

describe("errors of the contract, on demand", () => {
  it.each(CASES)("$title", async ({ operation, error, at, as, fields = {} }) => {
    await using emulator = await start({ errors: [{ on: operation, error, at }] });
    await using client = clientOf(emulator);
    const failure = await CALLS[operation](client).then(
      (value) => expect.unreachable(`It gave ${JSON.stringify(value)}`),
      (reason: unknown) => reason,
    );
    expect(failure).toBeInstanceOf(as);
    expect(failure).toMatchObject(fields);
  });

  it("befall only those that they are for, after which retries succeed", async () => {
    await using emulator = await start({
      errors: [
        { on: "submit-job", nth: 1, error: 503 },
        { on: "poll-job", nth: 2, error: "proxy_page" },
        { on: "tts", nth: 1, error: "worker_unavailable" },
      ],
    });
    await using client = new KotobaClient({ url: emulator.url, apiKey: "any" });
    const { text } = await client.asr.transcribe(wav, { language: "en", pollIntervalMs: 1 });
    expect(text).toBe("hello");
    await CALLS.tts(client);
    const statuses = emulator.traffic.flatMap((record) => (record.type === "response" ? record.status : []));
    expect(statuses.slice(0, 2)).toEqual([503, 202]);
    expect(statuses.at(-1)).toBe(200);
    expect(emulator.traffic.filter(({ type }) => type === "open")).toHaveLength(2);
  });

  it("that are not fatal let the speech go on", async () => {
    await using emulator = await start({ errors: [{ on: "tts", error: "timeout" }] });
    await using client = clientOf(emulator);
    const { durationSeconds } = await client.tts.synthesize("Good morning.", {
      language: "en",
      speakerId: "en-woman",
    });
    expect(durationSeconds).toBeGreaterThan(0.5);
  });
});

describe("answers", () => {
  it("come in turn, to whatever is heard, and the last to all that follow", async () => {
    await using emulator = await start({
      answers: [{ words: words("one") }, { words: words("two", "three") }],
    });
    await using client = clientOf(emulator);
    const texts = [];
    texts.push((await client.asr.transcribe(wav, { language: "en", pollIntervalMs: 1 })).text);
    texts.push((await client.asr.transcribe(wav, { language: "ko", mode: "one-shot" })).text);
    texts.push((await client.asr.transcribeFileStream(wav, { language: "en" })).text);
    expect(texts).toEqual(["one", "two three", "two three"]);
  });

  it("come by the hash of an upload, with their times", async () => {
    const other = join(folder, "other.wav");
    await writeFile(other, clip(880));
    const sha256 = createHash("sha256")
      .update(await readFile(other))
      .digest("hex")
      .toUpperCase();
    await using emulator = await start({
      answers: [{ words: words("unknown") }, { sha256, words: [{ text: "known", start: 0.24, end: 0.64 }] }],
    });
    await using client = clientOf(emulator);
    const options = { language: "en", withTimestamps: true, pollIntervalMs: 1 } as const;
    expect(await client.asr.transcribe(other, options)).toMatchObject({
      segments: [{ text: "known", start: 0.24, end: 0.64 }],
    });
    expect((await client.asr.transcribe(wav, options)).text).toBe("unknown");
    expect((await client.asr.transcribe(other, options)).text).toBe("known");
  });

  it("come by what a live recording sounds like", async () => {
    const found = sampleRecordings.find(({ name }) => name === "goforward");
    const samples = bytesToInt16(await readFile(found?.path ?? ""));
    const file = join(folder, "forward.wav");
    await writeFile(file, encodeWav(samples, { sampleRate: 16_000, channels: 1 }));
    const said = [{ text: "forward", start: 0.6, end: 1.4 }];
    await using emulator = await start({ answers: [{ file, words: said }] });
    await using client = clientOf(emulator);
    expect((await client.asr.transcribeFileStream(file, { language: "en" })).text).toBe("forward");
    expect((await client.asr.transcribe(wav, { language: "en", pollIntervalMs: 1 })).text).toBe("");
  });
});

describe("the examples of the README", () => {
  /** Runs the first example that imports from a module, in a folder in which its packages are installed. */
  async function runExample(module: string, fileName: string, args: readonly string[]): Promise<string> {
    const readme = await readFile(
      createRequire(import.meta.url)
        .resolve("@kotoba/emulator/package.json")
        .replace("package.json", "README.md"),
      "utf8",
    );
    const examples = [...readme.matchAll(/```[jt]s\n(.*?)```/gs)].map(([, code = ""]) => code);
    const example = examples.find((code) => code.includes(`from "${module}"`)) ?? "";
    const place = await mkdtemp(join(folder, "example-"));
    await mkdir(join(place, "node_modules"));
    const require = createRequire(import.meta.url);
    const vitest = dirname(
      createRequire(require.resolve("../../../package.json")).resolve("vitest/package.json"),
    );
    await symlink(vitest, join(place, "node_modules/vitest"));
    await symlink(
      new URL("../node_modules/@kotoba", import.meta.url).pathname,
      join(place, "node_modules/@kotoba"),
    );
    await writeFile(join(place, "package.json"), '{ "type": "module" }');
    await writeFile(join(place, fileName), example);
    await writeFile(join(place, "clip.wav"), clip(440));
    const vitestCommand = join(vitest, "vitest.mjs");
    const { VITEST: _, NODE_OPTIONS: __, ...env } = process.env;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      args.map((arg) => (arg === "vitest" ? vitestCommand : arg)),
      { cwd: place, env },
    );
    return stdout;
  }

  it("runs on node:test", async () => {
    expect(await runExample("node:test", "example.test.js", ["--test"])).toMatch(/pass 1\n(.*\n)*.*fail 0/);
  });

  it("runs on vitest", async () => {
    expect(await runExample("vitest", "example.test.ts", ["vitest", "run"])).toMatch(/1 passed/);
  });
});

it("starts within 100 ms, with engines that are scripted", async () => {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const startTime = performance.now();
    await using emulator = await start({});
    times.push(performance.now() - startTime);
    expect(emulator.urls.rest).toBe(`${emulator.url}/v1`);
  }
  console.log(`startEmulator: ${times.map((time) => time.toFixed(1)).join(", ")} ms`);
  // The least of them is the emulator's own; the others may be the machine's.
  expect(Math.min(...times)).toBeLessThan(100);
});
