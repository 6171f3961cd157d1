import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeWav } from "@kotoba/audio";
import {
  createScriptedEngine,
  createScriptedSynthesisEngine,
  createScriptedTranslationEngine,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "@kotoba/emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createGatedEngine } from "./fixtures/gated-engine.ts";
import { type Kill, type Outcome, runKotoba, when } from "./fixtures/run-kotoba.ts";

const WORDS = [{ text: "hello", start: 0.1, end: 0.3 }];

let folder: string;
let emulator: Emulator;

function start(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({
    engines: [createScriptedEngine({ answers: [[WORDS]] })],
    translationEngines: [createScriptedTranslationEngine()],
    synthesisEngines: [createScriptedSynthesisEngine()],
    ...options,
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-exit-codes-"));
  const wav = encodeWav(new Int16Array(48_000), { sampleRate: 16_000, channels: 1, encoding: "pcm16" });
  await writeFile(join(folder, "talk.wav"), wav);
  await writeFile(join(folder, "text.wav"), "This is no audio.");
  await mkdir(join(folder, "mixed"));
  await writeFile(join(folder, "mixed", "talk.wav"), wav);
  await writeFile(join(folder, "mixed", "text.wav"), "This is no audio.");
  emulator = await start();
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

const run = (args: readonly string[], env: Readonly<Record<string, string>> = emulator.env) =>
  runKotoba(args, { env, cwd: folder });

/** A service that is only ever busy. */
async function overQuota(): Promise<Outcome> {
  const server = createServer((_, response) => response.writeHead(429, { "retry-after": "0" }).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  try {
    return await run(["jobs", "get", "some-job", "--url", `http://127.0.0.1:${port}`]);
  } finally {
    server.close();
  }
}

async function lostLine(): Promise<Outcome> {
  await using losing = await start({ faults: ["drop@2s"] });
  return await run(["translate", "talk.wav", "--from", "en", "--to", "ja", "-o", "out.wav"], losing.env);
}

async function interrupted(): Promise<Outcome> {
  await using slow = await start({ engines: [createGatedEngine("spoken", 0)] });
  const press = when<Kill>("status=202", (kill) => kill("SIGINT"));
  return await runKotoba(["transcribe", "talk.wav", "-l", "en"], {
    env: { ...slow.env, KOTOBA_LOG: "debug" },
    cwd: folder,
    watch: ({ stderr }, kill) => press(stderr, kill),
  });
}

it.each<[code: number, what: string, outcome: () => Promise<Outcome>, toDo: RegExp]>([
  [0, "done", () => run(["transcribe", "talk.wav"]), /^$/],
  [
    1,
    "a job that failed",
    () => run(["transcribe", "talk.wav", "-l", "ko"]),
    /^kotoba: Job \S+ failed: .*another language/,
  ],
  [
    2,
    "a wrong flag",
    () => run(["transcribe", "talk.wav", "--nonsense"]),
    /^kotoba: unknown option '--nonsense'\n\(add --help for what there is\)\n$/,
  ],
  [
    2,
    "one transcript in two formats",
    () => run(["transcribe", "talk.wav", "--json", "--format", "srt"]),
    /^kotoba: --json prints the whole transcript as an object: leave it out, or --format srt\n/,
  ],
  [
    2,
    "a job in two formats",
    () => run(["jobs", "wait", "nobody", "--json", "-f", "text"]),
    /^kotoba: --json prints .*: leave it out, or --format text\n/,
  ],
  [
    3,
    "no key",
    () => run(["transcribe", "talk.wav"], { ...emulator.env, KOTOBA_API_KEY: "" }),
    /^kotoba: No API key: set KOTOBA_API_KEY\. .*kotoba emulator/,
  ],
  [4, "no such file", () => run(["transcribe", "none.wav"]), /^kotoba: there is no file none\.wav\n$/],
  [
    4,
    "no such job",
    () => run(["jobs", "get", "nobody"]),
    /^kotoba: .* no job nobody\. It may have expired, or belong to another deployment\./,
  ],
  [5, "too many requests", overQuota, /^kotoba: .*429/],
  [
    6,
    "a host where nothing listens",
    () => run(["jobs", "get", "some-job", "--url", "http://127.0.0.1:9"]),
    /^kotoba: .*connection refused\)\. Check the URL and the network\.\n$/,
  ],
  [
    7,
    "a file that is no audio",
    () => run(["listen", "text.wav", "-l", "en"]),
    /^kotoba: text\.wav is of no known audio format.*convert it/,
  ],
  [
    8,
    "one recording of a batch",
    () => run(["transcribe", "mixed", "-l", "en"]),
    /\nFailed:\n {2}mixed\/text\.wav: Job .* failed: .*\n1 done, 1 failed\.\n$/,
  ],
  [9, "a line that took audio with it", lostLine, /\nkotoba: The line was lost, and the result may lack \d/],
  [
    130,
    "an interruption",
    interrupted,
    /The job goes on\. To get its transcript: kotoba jobs wait \S+\nInterrupted\.\n$/,
  ],
])("%i: %s", async (code, _, outcome, toDo) => {
  const { code: found, stderr } = await outcome();
  expect(stderr).toMatch(toDo);
  expect(found).toBe(code);
  expect(stderr).not.toMatch(/^ {4}at /m);
});
