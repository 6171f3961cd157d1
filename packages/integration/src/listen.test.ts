import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Writable } from "node:stream";
import { bytesToInt16, encodeWav, int16ToBytes } from "@kotoba/audio";
import {
  createScriptedEngine,
  type Emulator,
  type RecognitionEngine,
  type ScriptedAnswer,
  sampleRecordings,
  startEmulator,
} from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { kotoba, type Outcome, runKotoba, runKotobaOnTerminal, when } from "./fixtures/run-kotoba.ts";

const CONVERSATION: ScriptedAnswer = [
  [
    { text: "hello", start: 0.1, end: 0.3 },
    { text: "world", start: 0.3, end: 0.5 },
  ],
  [{ text: "bye", start: 1.6, end: 1.8 }],
];
const SILENCE = new Int16Array(32_000);
const WAV = wavOf(SILENCE);
const LONG_WAV = wavOf(new Int16Array(16_000 * 600));

let emulator: Emulator;
let folder: string;
/** Two seconds. */
let clip: string;
/** More than a test has time for. */
let longClip: string;

function wavOf(samples: Int16Array): Uint8Array {
  return encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" });
}

function scripted(...answers: ScriptedAnswer[]): Promise<Emulator> {
  return startEmulator({ engines: [createScriptedEngine({ answers })] });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-listen-"));
  clip = join(folder, "clip.wav");
  await writeFile(clip, WAV);
  longClip = join(folder, "long.wav");
  await writeFile(longClip, LONG_WAV);
  emulator = await scripted(CONVERSATION);
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

interface Settings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array | ((stdin: Writable, press: () => void) => void);
  /** Looks at what has been printed so far; may press Ctrl-C. */
  readonly watch?: (stdout: string, press: () => void) => void;
}

/** Runs `kotoba listen`, with nothing in its environment but what is given. */
function run(args: readonly string[], { env = emulator.env, stdin, watch }: Settings = {}): Promise<Outcome> {
  return runKotoba(["listen", ...args], {
    env,
    cwd: folder,
    stdin: typeof stdin === "function" ? (input, kill) => stdin(input, () => kill("SIGINT")) : stdin,
    watch: ({ stdout }, kill) => watch?.(stdout, () => kill("SIGINT")),
  });
}

/** Runs `kotoba listen` on a pseudo-terminal. */
function runOnTerminal(
  args: readonly string[],
  { env = emulator.env, ...settings }: Pick<Settings, "env" | "watch"> & { readonly columns?: number },
) {
  return runKotobaOnTerminal(["listen", ...args], { env, cwd: folder, ...settings });
}

/** What each state of the last line was, and the lines that stayed. */
function states(shown: string) {
  const all = shown.split("\n").map((line) => line.split("\r\x1b[K"));
  const stayed = all.map((states) => states.at(-1)).join("\n");
  return { live: all.flatMap((states) => states.slice(0, -1)), stayed };
}

/** An engine that hears "hello" in the first audio, and does not come to an end; and when it is asked for it. */
function endlessEngine() {
  let asked = () => {};
  const finishing = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const engine: RecognitionEngine = {
    name: "endless",
    languages: ["en"],
    async open({ signal }) {
      let utterances = [{ text: "hello", start: 0, end: 0.1, words: [] }];
      return {
        async accept() {
          const ended = utterances;
          utterances = [];
          return { utterances: ended, partial: "" };
        },
        finish() {
          asked();
          return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
        },
        async [Symbol.asyncDispose]() {},
      };
    },
    async [Symbol.asyncDispose]() {},
  };
  return { engine, finishing };
}

/** An engine that hears a turn in whatever it is given. */
function talkingEngine(): RecognitionEngine {
  return {
    name: "talking",
    languages: ["en"],
    async open() {
      return {
        async accept() {
          return { utterances: [{ text: "more", start: 0, end: 0.1, words: [] }], partial: "" };
        },
        finish: async () => [],
        async [Symbol.asyncDispose]() {},
      };
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Whether a process has ended; one that nobody has asked about yet has, too. */
async function isGone(pid: string): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return status === undefined || status.includes(") Z ");
}

/** An engine that hears nothing but counts what it is given. */
function countingEngine() {
  const heard = { samples: 0, silenceDurationMs: 0 };
  const engine: RecognitionEngine = {
    name: "counting",
    languages: ["en", "ja"],
    async open({ silenceDurationMs = 0 }) {
      heard.silenceDurationMs = silenceDurationMs;
      return {
        async accept(samples) {
          heard.samples += samples.length;
          return { utterances: [], partial: "" };
        },
        finish: async () => [],
        async [Symbol.asyncDispose]() {},
      };
    },
    async [Symbol.asyncDispose]() {},
  };
  return { engine, heard };
}

const en = ["--language", "en"];
const fast = [...en, "--pace", "fast"];
const BOTH_TURNS = "hello world\nbye\n";

describe("what is printed", () => {
  it("is a line for each turn", async () => {
    expect(await run([clip, ...fast])).toEqual({ code: 0, stdout: BOTH_TURNS, stderr: "" });
  });

  it("is a line of JSON for each event, with its time and without its frame", async () => {
    const { stdout } = await run([clip, ...fast, "--json"]);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ type, text }) => [type, text])).toEqual([
      ["session_ready", undefined],
      ["partial_transcript", "hello"],
      ["partial_transcript", " world"],
      ["final_transcript", "hello world"],
      ["partial_transcript", "bye"],
      ["final_transcript", "bye"],
      ["committed", undefined],
      ["done", undefined],
    ]);
    for (const event of events) {
      expect(event).toMatchObject({ version: 1, time: expect.any(Number) });
      expect(event).not.toHaveProperty("raw");
    }
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const [, hello, world, helloWorld, bye] = events.map(({ itemId }) => itemId);
    expect([world, helloWorld]).toEqual([hello, hello]);
    expect(bye).not.toBe(hello);
  });

  it("is free of what would steer a terminal", async () => {
    await using hostile = await scripted([[{ text: "a\u001b[2Jb\nc", start: 0, end: 0.1 }]]);
    expect((await run([clip, ...fast], { env: hostile.env })).stdout).toBe("a [2Jb c\n");
  });

  it("is an error when the service does not come back, though standard input is still open: 6", async () => {
    const breaking = await startEmulator({ engines: [talkingEngine()] });
    const { code, stdout, stderr } = await run(["-", "--raw", ...en], {
      env: breaking.env,
      stdin: (stdin) => stdin.write(int16ToBytes(SILENCE)),
      watch: when("more\n", () => void breaking.close()),
    });
    expect(code).toBe(6);
    expect(stdout).toMatch(/^(more\n)+$/);
    expect(stderr).toMatch(/^The line is lost\. Reconnecting …\nkotoba: .*not restored within 30000 ms/);
  });

  it("understands a real recording", async () => {
    const path = sampleRecordings.find(({ name }) => name === "goforward")?.path ?? "";
    const recording = join(folder, "goforward.wav");
    await writeFile(recording, wavOf(bytesToInt16(await readFile(path))));
    await using real = await startEmulator();
    expect((await run([recording, ...fast], { env: real.env })).stdout).toBe("go forward ten meters\n");
  });
});

describe("where the audio comes from", () => {
  it("a WAV on standard input", async () => {
    expect((await run(["-", ...fast], { stdin: WAV })).stdout).toBe(BOTH_TURNS);
  });

  it.each([
    [["--rate", "8000"], 32_000],
    [[], 16_000],
  ])("raw samples on standard input %j", async (rate, expected) => {
    const { engine, heard } = countingEngine();
    await using counting = await startEmulator({ engines: [engine] });
    const { code, stderr } = await run(["-", "--raw", ...rate, "--silence", "300"], {
      env: counting.env,
      stdin: int16ToBytes(SILENCE.subarray(0, 16_000)),
    });
    expect([code, stderr]).toEqual([0, ""]);
    expect(Math.abs(heard.samples - expected)).toBeLessThan(100);
    // In whole steps of 80 ms.
    expect(heard.silenceDurationMs).toBe(320);
  });

  it("all of it one turn, when asked", async () => {
    expect((await run([clip, ...fast, "--no-turns"])).stdout).toBe("hello world bye\n");
  });

  describe.runIf(process.platform === "linux")("the microphone", () => {
    /** Puts a recorder first on the PATH. */
    async function recorder(script: string) {
      const bin = await mkdtemp(join(folder, "bin-"));
      await writeFile(join(bin, "samples"), int16ToBytes(SILENCE));
      const program = join(bin, "arecord");
      await writeFile(program, `#!/bin/sh\ncd "\${0%/*}"\n${script}`);
      await chmod(program, 0o755);
      return { bin, env: { ...emulator.env, PATH: bin + delimiter + process.env.PATH } };
    }

    it("through a recorder", async () => {
      const { bin, env } = await recorder('echo "$@" > args; cat samples');
      expect(await run(["--mic", ...en], { env })).toEqual({ code: 0, stdout: BOTH_TURNS, stderr: "" });
      expect(await readFile(join(bin, "args"), "utf8")).toBe("-q -t raw -f S16_LE -r 16000 -c 1\n");
    });

    it("fails with what the recorder said", async () => {
      const { env } = await recorder('echo "audio open error: Device or resource busy" >&2; exit 1');
      expect(await run(["--mic", ...en], { env })).toEqual({
        code: 7,
        stdout: "",
        stderr: "kotoba: The recorder arecord failed: audio open error: Device or resource busy\n",
      });
    });

    it("says what to install when there is no recorder", async () => {
      const empty = join(folder, "empty");
      await mkdir(empty);
      const { code, stderr } = await run(["--mic", ...en], { env: { ...emulator.env, PATH: empty } });
      expect(code).toBe(2);
      expect(stderr).toMatch(/arecord, rec, ffmpeg.*alsa-utils/);
    });

    it("leaves no recorder behind, not even one that does not want to end", async () => {
      const watch = when<() => void>("hello world\n", (press) => press());
      const stubborn = "trap '' TERM INT HUP; echo $$ > pid; cat samples; while :; do sleep 60; done";
      const { bin, env } = await recorder(stubborn);
      const { code, stdout } = await run(["--mic", ...en], { env, watch });
      expect([code, stdout]).toEqual([0, BOTH_TURNS]);
      const pid = await readFile(join(bin, "pid"), "utf8");
      expect(await isGone(pid.trim())).toBe(true);
    });

    it("leaves no recorder behind when nobody reads its words any more", async () => {
      const { bin, env } = await recorder("echo $$ > pid; while :; do cat samples; done");
      await using talking = await startEmulator({ engines: [talkingEngine()] });
      const command = `"${process.execPath}" "${kotoba}" listen --mic --language en | head -n 1`;
      const shell = spawn("sh", ["-c", command], {
        env: { ...env, ...talking.env },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [first] = await once(shell.stdout, "data");
      expect(String(first)).toBe("more\n");
      await once(shell, "close");
      const pid = await readFile(join(bin, "pid"), "utf8");
      // It was killed as the last thing that was done.
      await vi.waitUntil(() => isGone(pid.trim()));
    });

    it("is ended by a Ctrl-C at the terminal, which the recorder does not see", async () => {
      const script = "trap 'echo > interrupted; exit 1' INT; cat samples; while :; do sleep 60; done";
      const { bin, env } = await recorder(script);
      const { code, shown } = await runOnTerminal(["--mic", ...en], {
        env,
        watch: when("hello world\r\n", (press) => press()),
      });
      expect(states(shown).stayed).toBe("Listening. Ctrl-C ends.\r\nhello world\r\nbye\r\n");
      expect(code).toBe(0);
      expect(await readdir(bin)).not.toContain("interrupted");
    });
  });
});

describe("captions", () => {
  it("are written as WebVTT and SubRip, with the times of recognition", async () => {
    const slow: ScriptedAnswer = [
      [{ text: "hello", start: 0.1, end: 0.3 }],
      [{ text: "bye", start: 2.6, end: 2.8 }],
    ];
    await using talk = await scripted(slow);
    const wav = join(folder, "three-seconds.wav");
    await writeFile(wav, wavOf(new Int16Array(48_000)));
    const captions = async (name: string) => {
      const args = [wav, ...en, "--silence", "80", "--captions", join(folder, name)];
      expect((await run(args, { env: talk.env })).stdout).toBe("hello\nbye\n");
      return await readFile(join(folder, name), "utf8");
    };
    const [vtt, srt] = await Promise.all([captions("talk.vtt"), captions("talk.SRT")]);
    // Nobody knows a word before all of it has been sent, at the pace of the recording.
    expect(vtt).toMatch(/^WEBVTT\n\n00:00:0\S+ --> \S+\nhello\n\n00:00:0[2-9]\.\d{3} --> \S+\nbye\n$/);
    expect(srt).toMatch(/^1\n00:00:0\S+ --> \S+\nhello\n\n2\n00:00:0[2-9],\d{3} --> \S+\nbye\n$/);
  });

  it("are refused before anything is sent when they could not be written", async () => {
    const elsewhere = join(folder, "nowhere", "captions.vtt");
    const { code, stdout, stderr } = await run([clip, ...en, "--captions", elsewhere]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(elsewhere);
  });
});

describe("Ctrl-C", () => {
  const openRaw = (stdin: Writable) => stdin.write(int16ToBytes(SILENCE));

  it("ends a silent standard input, and prints the rest", async () => {
    const outcome = await run(["-", "--raw", ...en], {
      stdin: openRaw,
      watch: when("hello world\n", (press) => press()),
    });
    expect(outcome).toEqual({ code: 0, stdout: BOTH_TURNS, stderr: "" });
  });

  it("ends a file where it is, and a WAV that is being piped", async () => {
    const watch = () => when<() => void>("hello world\n", (press) => press());
    expect(await run([longClip, ...en], { watch: watch() })).toEqual({
      code: 0,
      stdout: BOTH_TURNS,
      stderr: "",
    });
    const stdin = (pipe: Writable) => pipe.write(LONG_WAV.subarray(0, 64_000));
    const piped = await run(["-", ...fast], { stdin, watch: watch() });
    expect(piped).toEqual({ code: 0, stdout: BOTH_TURNS, stderr: "" });
  });

  it("the second stops at once, and what there is of the captions is written: 130", async () => {
    const { engine, finishing } = endlessEngine();
    await using endless = await startEmulator({ engines: [engine] });
    const captions = join(folder, "stopped.srt");
    const { code, stdout, stderr } = await run(["-", "--raw", ...en, "--captions", captions], {
      env: endless.env,
      stdin: openRaw,
      watch: when("hello\n", (press) => {
        press();
        void finishing.then(press);
      }),
    });
    expect([code, stdout, stderr]).toEqual([130, "hello\n", "Interrupted.\n"]);
    expect(await readFile(captions, "utf8")).toContain("hello");
  });

  it("stops at once while there is no connection yet: 130", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const outcome = await run([clip, ...en, "--url", `ws://127.0.0.1:${port}/v1/realtime`], {
      stdin: (_, press) => server.on("upgrade", press),
    });
    server.close();
    expect(outcome).toEqual({ code: 130, stdout: "", stderr: "Interrupted.\n" });
  });

  it("stops at once while the header of a WAV has not come: 130", async () => {
    const header = new Uint8Array(500_000);
    // A chunk of another kind, of 960 KiB, which is to be skipped.
    header.set(Buffer.from("RIFF\xff\xff\xff\xffWAVEjunk\0\0\x0f\0", "latin1"));
    const outcome = await run(["-", ...en], { stdin: (stdin, press) => stdin.write(header, press) });
    expect(outcome).toEqual({ code: 130, stdout: "", stderr: "Interrupted.\n" });
  });
});

describe.runIf(process.platform === "linux")("on a terminal", () => {
  it("the last line grows, and stays when the turn has ended", async () => {
    const { code, shown } = await runOnTerminal([clip, ...fast], {});
    const { live, stayed } = states(shown);
    expect(live).toEqual(expect.arrayContaining(["hello", "hello world", "bye"]));
    expect([code, stayed]).toEqual([0, "hello world\r\nbye\r\n"]);
  });

  it("the last line never breaks: of a long turn its end is shown, and the whole when it has ended", async () => {
    const words = Array.from({ length: 30 }, (_, index) => {
      return { text: `日本語${index}`, start: index / 15, end: (index + 1) / 15 };
    });
    await using japanese = await scripted([words]);
    const { shown } = await runOnTerminal([clip, "--pace", "fast"], { columns: 30, env: japanese.env });
    const { live, stayed } = states(shown);
    const columns = (text: string) =>
      [...text].reduce((sum, character) => sum + (character < "\u2000" ? 1 : 2), 0);
    expect(Math.max(...live.map(columns))).toBeLessThan(30);
    expect(Math.max(...live.map(columns))).toBeGreaterThan(25);
    expect(live).toContain("日本語0");
    expect(live).toContainEqual(expect.stringMatching(/^….*日本語19$/));
    expect(stayed).toBe(`${words.map(({ text }) => text).join("")}\r\n`);
  });

  it("the first Ctrl-C prints the rest", async () => {
    const { code, shown } = await runOnTerminal([longClip, ...en], {
      watch: when("hello", (press) => press()),
    });
    expect(states(shown).stayed).toBe("hello world\r\nbye\r\n");
    expect(code).toBe(0);
  });

  it("the second stops: 130", async () => {
    const { engine, finishing } = endlessEngine();
    await using endless = await startEmulator({ engines: [engine] });
    const { code, shown } = await runOnTerminal([longClip, ...en], {
      env: endless.env,
      watch: when("hello\r\n", (press) => {
        press();
        void finishing.then(press);
      }),
    });
    expect(shown).toContain("Interrupted.");
    expect(code).toBe(130);
  });

  it("what was said stays when the connection is closed for good: 6", async () => {
    const engine = createScriptedEngine({ answers: [CONVERSATION] });
    await using closing = await startEmulator({ engines: [engine], faults: ["close:1008@1s"] });
    const { code, shown } = await runOnTerminal([longClip, ...en], { env: closing.env });
    expect(states(shown).stayed).toMatch(/^hello( world)?\r\nkotoba: .*closed the connection/);
    expect(code).toBe(6);
  });
});

describe("what cannot be done is said before anything is sent", () => {
  it.each<[string, number, string[], RegExp]>([
    ["no input", 2, [], /^kotoba: give a file/],
    ["two inputs", 2, ["clip.wav", "--mic"], /not both/],
    ["raw samples in a file", 2, ["clip.wav", "--raw"], /--raw/],
    ["a rate without raw samples", 2, ["clip.wav", "--rate", "8000"], /--rate/],
    ["a pace without a WAV", 2, ["--mic", "--pace", "fast"], /--pace/],
    ["captions at another pace", 2, ["clip.wav", "--pace", "fast", "--captions", "a.vtt"], /--captions/],
    ["captions of another kind", 2, ["clip.wav", "--captions", "a.txt"], /\.vtt or \.srt/],
    ["silence without turns", 2, ["clip.wav", "--no-turns", "--silence", "5"], /--no-turns/],
    ["a bad silence", 2, ["clip.wav", "--silence", "-1"], /whole number/],
    ["a missing file", 4, ["missing.wav"], /missing\.wav/],
    ["no WAV", 7, ["no.wav"], /no\.wav|WAV/],
    ["nothing listening", 6, ["clip.wav", "--url", "ws://127.0.0.1:9/v1/realtime"], /connection refused/],
  ])("%s: %i", async (_, code, args, words) => {
    await writeFile(join(folder, "no.wav"), "This is no WAV file, is it?");
    const outcome = await run(args, { env: { ...emulator.env } });
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(outcome.stderr).toMatch(/^kotoba: /);
    expect(outcome.stderr).toMatch(words);
    expect(outcome.stderr).not.toContain("    at ");
  });

  it("--help has examples", async () => {
    expect((await run(["--help"])).stdout).toContain("$ kotoba listen --mic");
  });
});
