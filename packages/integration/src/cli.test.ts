import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeWav } from "@kotoba/audio";
import { createScriptedEngine, type Emulator, startEmulator } from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Kill,
  kotoba,
  type Outcome,
  type RunSettings,
  runKotoba,
  runKotobaOnTerminal,
  when,
} from "./fixtures/run-kotoba.ts";

const WORDS = [
  { text: "hello", start: 0.5, end: 0.9 },
  { text: "world", start: 1, end: 1.5 },
];

let emulator: Emulator;
let folder: string;
let clip: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-cli-"));
  clip = join(folder, "clip.wav");
  await writeFile(
    clip,
    encodeWav(new Int16Array(32_000), { sampleRate: 16_000, channels: 1, encoding: "pcm16" }),
  );
  emulator = await startEmulator({ engines: [createScriptedEngine({ answers: [[WORDS]] })] });
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

/** Runs the command, with nothing in its environment but what is given. */
function run(args: readonly string[], settings: Partial<RunSettings> = {}): Promise<Outcome> {
  return runKotoba(args, { env: emulator.env, cwd: folder, ...settings });
}

describe("kotoba transcribe", () => {
  const en = ["--language", "en"];

  it("prints the text and nothing else", async () => {
    expect(await run(["transcribe", clip, ...en])).toEqual({ code: 0, stdout: "hello world\n", stderr: "" });
  });

  it("takes its flags in any order, and the recording from standard input", async () => {
    const wav = encodeWav(new Int16Array(32_000), { sampleRate: 16_000, channels: 1, encoding: "pcm16" });
    const { stdout } = await run(["--json", "transcribe", "--language", "en", "-"], { stdin: wav });
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, text: "hello world", metadata: { mode: "job" } });
  });

  it.each([
    ["text", "[00:00.48 - 00:01.52] hello world\n"],
    ["srt", "1\n00:00:00,480 --> 00:00:01,520\nhello world\n"],
    ["vtt", "WEBVTT\n\n00:00:00.480 --> 00:00:01.520\nhello world\n"],
  ])("prints times as %s", async (format, expected) => {
    expect((await run(["transcribe", clip, ...en, "--timestamps", "--format", format])).stdout).toBe(
      expected,
    );
  });

  it("takes keywords one by one, wherever they stand", async () => {
    const args = ["transcribe", "--mode", "one-shot", "--keyword", "Kotoba", "--keyword", "SDK", clip, ...en];
    expect((await run(args)).stdout).toBe("hello world\n");
  });

  it("prints JSON with segments", async () => {
    const { stdout } = await run(["transcribe", clip, ...en, "-t", "-f", "json", "--mode", "one-shot"]);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, segments: WORDS });
  });

  it("asks for times by itself when captions are wanted", async () => {
    expect((await run(["transcribe", clip, ...en, "-f", "srt"])).stdout).toContain("-->");
  });
});

describe("kotoba jobs", () => {
  it("submits, looks at and waits for a job", async () => {
    const submitted = await run(["jobs", "submit", clip, "--language", "en", "--timestamps"]);
    expect(submitted.stdout).toMatch(/^[\w-]+\n$/);
    const jobId = submitted.stdout.trim();
    expect((await run(["jobs", "wait", jobId, "--format", "srt"])).stdout).toContain("hello world");
    expect((await run(["jobs", "get", jobId])).stdout).toBe("done\nhello world\n");
    expect(JSON.parse((await run(["jobs", "get", jobId, "--json"])).stdout)).toMatchObject({
      version: 1,
      jobId,
      state: "done",
    });
  });
});

describe("kotoba emulator", () => {
  it("prints what to paste, answers, and stops at the first Ctrl-C", async () => {
    let asked: Promise<Outcome> | undefined;
    const { code, stdout, stderr } = await run(["emulator"], {
      watch({ stdout, stderr }, kill) {
        if (!stderr.includes("Ctrl-C") || !stdout.includes("/realtime") || asked !== undefined) return;
        const env = Object.fromEntries(
          [...stdout.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
        );
        asked = run(["jobs", "get", "no-such-job"], { env });
        void asked.then(() => kill("SIGINT"));
      },
    });
    expect(stdout).toMatch(
      /^export KOTOBA_API_KEY=\S+\nexport KOTOBA_ASR_REST_URL=http:\/\/127\.0\.0\.1:\d+\/v1\nexport KOTOBA_ASR_URL=ws:\/\/127\.0\.0\.1:\d+\/v1\/realtime\nexport KOTOBA_TTS_URL=ws:\/\/127\.0\.0\.1:\d+\/v2\/tts\/ws\nexport KOTOBA_S2ST_URL=ws:\/\/127\.0\.0\.1:\d+\/sts\n$/,
    );
    expect(stderr).toContain("Paste this");
    expect((await asked)?.code).toBe(4);
    expect(code).toBe(0);
  });

  it("prints JSON", async () => {
    const printed = when<Kill>("\n", (kill) => kill("SIGTERM"));
    const { stdout } = await run(["emulator", "--json"], {
      watch: ({ stdout }, kill) => printed(stdout, kill),
    });
    expect(JSON.parse(stdout)).toEqual({ version: 1, url: expect.any(String), env: expect.any(Object) });
  });
});

describe("exit codes and messages", () => {
  it.each<[string, number, string[], Record<string, string>, string]>([
    ["no such file", 4, ["transcribe", "missing.wav"], {}, "missing.wav"],
    ["a folder", 7, ["jobs", "submit", "."], {}, "directory"],
    ["an unknown flag", 2, ["transcribe", "clip.wav", "--nonsense"], {}, "--nonsense"],
    ["a bad number", 2, ["emulator", "--port", "99999"], {}, "65535"],
    ["an unknown format", 2, ["transcribe", "clip.wav", "-f", "pdf"], {}, "srt"],
    ["no key", 3, ["transcribe", "clip.wav"], { KOTOBA_API_KEY: "" }, "KOTOBA_API_KEY"],
    ["no URL", 2, ["transcribe", "clip.wav"], { KOTOBA_ASR_REST_URL: "" }, "KOTOBA_ASR_REST_URL"],
    ["no such job", 4, ["jobs", "get", "nobody"], {}, "nobody"],
    ["nothing listening", 6, ["jobs", "get", "x", "--url", "http://127.0.0.1:9"], {}, "connection refused"],
    ["no such language", 2, ["transcribe", "clip.wav", "--language", "xx"], {}, "language"],
    [
      "no engine for the language",
      1,
      ["transcribe", "clip.wav", "--language", "ko"],
      {},
      "engine_unavailable",
    ],
  ])("%s: %i", async (_, code, args, env, words) => {
    const outcome = await run(args, { env: { ...emulator.env, ...env } });
    expect(outcome.stderr).toContain(words);
    expect(outcome.stderr).toMatch(/^kotoba: /);
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(outcome.stderr).not.toContain("    at ");
  });

  it("are there for programs too, with --json", async () => {
    const { code, stdout, stderr } = await run(["jobs", "get", "nobody", "--json"]);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      error: { name: "JobNotFoundError", jobId: "nobody" },
    });
    expect(stderr).toMatch(/^kotoba: /);
  });

  it("speak the command line's language", async () => {
    const late = await run(["transcribe", clip, "-l", "en", "--timeout", "0.001"]);
    expect(late.stderr).toMatch(/^kotoba: The job was not done.*kotoba jobs wait [\w-]+\n$/);
    const jobId = (await run(["jobs", "submit", clip, "-l", "en"])).stdout.trim();
    const captions = await run(["jobs", "wait", jobId, "-f", "srt"]);
    expect([captions.code, captions.stderr]).toEqual([2, expect.stringContaining("--timestamps")]);
    const url = "http://asr.example/v1";
    expect((await run(["jobs", "get", "x", "--url", url])).stderr).toContain("--allow-insecure");
  });

  it("a refused key: 3, without showing it", async () => {
    await using locked = await startEmulator({ apiKey: "right-key" });
    const { code, stderr } = await run(["jobs", "get", "x"], {
      env: { ...locked.env, KOTOBA_API_KEY: "wrong-secret-key", KOTOBA_LOG: "debug" },
    });
    expect(code).toBe(3);
    expect(stderr).toContain("KOTOBA_API_KEY");
    expect(stderr).not.toContain("wrong-secret-key");
  });

  it("an interruption says how to go on: 130", async () => {
    await using slow = await startEmulator({ engines: [endlessEngine()] });
    const waiting = when<Kill>("status=202", (kill) => kill("SIGINT"));
    const { code, stderr, stdout } = await run(["transcribe", clip, "--language", "en"], {
      env: { ...slow.env, KOTOBA_LOG: "debug" },
      watch: ({ stderr }, kill) => waiting(stderr, kill),
    });
    expect([code, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/kotoba jobs wait [\w-]+/);
  });

  it.runIf(process.platform === "linux")(
    "an interruption on a terminal, where progress is shown: 130",
    async () => {
      await using slow = await startEmulator({ engines: [endlessEngine()] });
      const { code, shown } = await runKotobaOnTerminal(["transcribe", clip, "-l", "en"], {
        env: slow.env,
        cwd: folder,
        watch: when("Transcribing (job ", (press) => press()),
      });
      expect(shown).toMatch(/The job goes on\..*kotoba jobs wait [\w-]+/);
      expect(code).toBe(130);
    },
  );

  it.runIf(process.platform === "linux")(
    "an interruption while nothing comes from standard input: 130",
    async () => {
      const { code } = await runKotobaOnTerminal(["transcribe", "-"], {
        env: emulator.env,
        cwd: folder,
        watch: when("Starting", (press) => press()),
      });
      expect(code).toBe(130);
    },
  );

  it("a full disk: a message and no stack", async () => {
    const command = spawn(
      "sh",
      ["-c", `"${process.execPath}" "${kotoba}" transcribe "${clip}" -l en > /dev/full`],
      {
        env: { PATH: process.env.PATH, ...emulator.env },
      },
    );
    let stderr = "";
    command.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    expect(await new Promise((resolve) => command.on("close", resolve))).toBe(1);
    expect(stderr).toMatch(/^kotoba: standard output cannot be written.*\n$/);
  });

  it("--version and --help", async () => {
    expect((await run(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await run(["transcribe", "--help"]);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain("Examples:");
    expect((await run([])).stderr).toContain("Usage: kotoba");
  });
});

/** An engine that is given a recording and never comes to an end. */
function endlessEngine() {
  const never = () => new Promise<never>(() => {});
  return {
    name: "endless",
    languages: ["en"],
    async open({ signal }: { signal?: AbortSignal }) {
      const untilAborted = () =>
        new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
      return { accept: untilAborted, finish: never, async [Symbol.asyncDispose]() {} };
    },
    async [Symbol.asyncDispose]() {},
  };
}
