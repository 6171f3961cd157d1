import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { bytesToInt16, decodeAudio, encodeWav, int16ToBytes, probeAudio } from "@kotoba/audio";
import {
  type ScriptedConnectionAnswer,
  type ScriptedSocketServer,
  startScriptedSocketServer,
} from "@kotoba/core/testing";
import {
  createScriptedEngine,
  createScriptedSynthesisEngine,
  createScriptedTranslationEngine,
  type Emulator,
  type ScriptedAnswer,
  startEmulator,
} from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interpreter, SPEECH_VALUE, say, type Utterance } from "./fixtures/interpreter.ts";
import {
  type Kill,
  kotoba,
  type Outcome,
  type RunSettings,
  runKotoba,
  runKotobaOnTerminal,
  when,
} from "./fixtures/run-kotoba.ts";

const TALK: readonly Utterance[] = [
  { at: 0.4, text: "Good morning." },
  { at: 0.8, text: " How", speech: 0.5 },
  { at: 1.2, text: " are you?", speech: 0.25 },
];
const SILENCE = new Int16Array(32_000);

let folder: string;
/** Two seconds. */
let clip: string;
/** More than a test has time for. */
let longClip: string;
let talk: ScriptedSocketServer;

const at = (name: string) => join(folder, name);

function wavOf(samples: Int16Array): Uint8Array {
  return encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-translate-"));
  clip = at("clip.wav");
  longClip = at("long.wav");
  await writeFile(clip, wavOf(SILENCE));
  await writeFile(longClip, wavOf(new Int16Array(16_000 * 600)));
  talk = await startScriptedSocketServer(interpreter(TALK).script);
});

afterAll(async () => {
  await talk[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function service(answer: ScriptedConnectionAnswer): Promise<ScriptedSocketServer> {
  return startScriptedSocketServer(answer);
}

function envOf({ url }: Pick<ScriptedSocketServer, "url">, more: Readonly<Record<string, string>> = {}) {
  return { ...more, KOTOBA_API_KEY: "any", KOTOBA_S2ST_URL: `${url}/sts` };
}

const PAIR = ["--from", "en", "--to", "ja"];
const fast = [...PAIR, "--pace", "fast"];

/** Runs `kotoba translate`, with nothing in its environment but what is given. */
function run(args: readonly string[], settings: Partial<RunSettings> = {}): Promise<Outcome> {
  return runKotoba(["translate", ...args], { env: envOf(talk), cwd: folder, ...settings });
}

/** Puts a program first on the PATH. */
async function program(name: string, script: string) {
  const bin = await mkdtemp(join(folder, "bin-"));
  await writeFile(join(bin, name), `#!/bin/sh\ncd "\${0%/*}"\n${script}`);
  await chmod(join(bin, name), 0o755);
  return { bin, PATH: [bin, process.env.PATH].join(delimiter) };
}

/** What a WAV file holds, which must be speech of the interpreter throughout; in seconds. */
async function secondsOfSpeech(path: string): Promise<number> {
  const { sampleRate, channels, codec } = await probeAudio(path);
  expect([sampleRate, channels, codec]).toEqual([24_000, 1, "pcm16"]);
  let count = 0;
  for await (const { samples } of decodeAudio(path)) {
    expect(new Set(samples)).toEqual(new Set([SPEECH_VALUE / 32_768]));
    count += samples.length;
  }
  return count / 24_000;
}

/** Waits until a file is so long. */
async function grown(path: string, bytes: number): Promise<void> {
  for (;;) {
    const size = await stat(path).then(
      (status) => status.size,
      () => 0,
    );
    if (size >= bytes) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("the translated speech", () => {
  it("goes to a WAV file, and what came of it is said on standard error", async () => {
    const { code, stdout, stderr } = await run([clip, ...fast, "-o", "a.wav"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^a\.wav: 0\.75 s of audio in \d+\.\d\d s, the first after \d+\.\d\d s\n$/);
    expect(await secondsOfSpeech(at("a.wav"))).toBe(0.75);
  });

  it("goes to a file without a header when its name says so", async () => {
    await run([clip, ...fast, "-o", "a.pcm"]);
    const samples = bytesToInt16(await readFile(at("a.pcm")));
    expect(samples).toEqual(new Int16Array(18_000).fill(SPEECH_VALUE));
  });

  it("is written while it comes", async () => {
    const half = 2 * 24_000;
    await using patient = await service(async (peer) => {
      await peer.receive();
      peer.send({ type: "voice_session.updated" });
      say(peer, { speech: 1 });
      await grown(at("growing.wav"), half);
      say(peer, { speech: 1 });
      for (let type: unknown; type !== "input_audio_buffer.commit"; ) ({ type } = await peer.receive());
      peer.send({ type: "input_audio_buffer.committed" });
    });
    const outcome = await run([clip, ...PAIR, "-o", "growing.wav"], { env: envOf(patient) });
    expect(outcome.code).toBe(0);
    expect(await secondsOfSpeech(at("growing.wav"))).toBe(2);
  });

  it("goes to a pipe when nothing else is said", async () => {
    const command = `"${process.execPath}" "${kotoba}" translate clip.wav ${fast.join(" ")} | cat > piped.wav`;
    const shell = spawn("sh", ["-c", command], {
      env: { PATH: process.env.PATH, ...envOf(talk) },
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    shell.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    await once(shell, "close");
    expect(stderr).toMatch(/^0\.75 s of audio/);
    expect(await secondsOfSpeech(at("piped.wav"))).toBe(0.75);
  });

  it("sounds through what is installed, and is written as well", async () => {
    const { bin, PATH } = await program("ffplay", "cat > played.wav\n");
    const env = { ...envOf(talk), PATH };
    expect(await run([clip, ...fast, "--play", "-o", "kept.wav"], { env })).toMatchObject({ code: 0 });
    expect(await secondsOfSpeech(join(bin, "played.wav"))).toBe(0.75);
    expect(await secondsOfSpeech(at("kept.wav"))).toBe(0.75);
  });

  it("may not come at all, which is said", async () => {
    await using silent = await service(interpreter([]).script);
    const outcome = await run([clip, ...fast, "-o", "none.wav"], { env: envOf(silent) });
    expect(outcome).toEqual({ code: 0, stdout: "", stderr: "There was no audio.\n" });
    expect(await readdir(folder)).not.toContain("none.wav");
  });
});

describe("what is asked of the service", () => {
  it("is the pair of languages, the rate of the file, and the delay", async () => {
    const { script, updates } = interpreter([]);
    await using server = await service(script);
    await run([clip, ...fast, "--text", "--delay", "8"], { env: envOf(server) });
    expect(updates).toEqual([
      {
        type: "voice_session.update",
        session: {
          object: "realtime.voice_session",
          turn_detection: false,
          input_audio_format: "pcm16",
          input_audio_sample_rate: expect.any(Number),
          input_audio_number_of_channels: 1,
          input_audio_transcription: { language: "en", target_language: "ja" },
          delay: 8,
        },
      },
    ]);
  });

  it.each<[string, string[], Uint8Array]>([
    ["a WAV on standard input", ["-", "--pace", "fast"], wavOf(SILENCE)],
    ["raw samples on standard input", ["-", "--raw", "--rate", "8000"], int16ToBytes(SILENCE)],
  ])("is to translate %s", async (_, args, stdin) => {
    const outcome = await run([...args, ...PAIR, "--text"], { stdin });
    expect(outcome).toEqual({ code: 0, stdout: "Good morning.\nHow are you?\n", stderr: "" });
  });

  it.runIf(process.platform === "linux")("is to translate what the microphone hears", async () => {
    const { bin, PATH } = await program("arecord", "cat samples\n");
    await writeFile(join(bin, "samples"), int16ToBytes(SILENCE));
    const outcome = await run(["--mic", ...PAIR, "--text"], { env: { ...envOf(talk), PATH } });
    expect(outcome).toEqual({ code: 0, stdout: "Good morning.\nHow are you?\n", stderr: "" });
  });
});

describe("the text", () => {
  it("is a line for each sentence, beside a file of the speech", async () => {
    const { stdout } = await run([clip, ...fast, "--text", "-o", "beside.wav"]);
    expect(stdout).toBe("Good morning.\nHow are you?\n");
    expect(await secondsOfSpeech(at("beside.wav"))).toBe(0.75);
  });

  it("is free of what would steer a terminal", async () => {
    await using hostile = await service(interpreter([{ at: 0, text: "a\u001b[2Jb\nc" }]).script);
    const { stdout } = await run([clip, ...fast, "--text"], { env: envOf(hostile) });
    expect(stdout).toBe("a [2Jb\nc\n");
  });

  it("is in a line of JSON for each event, which counts the audio and does not hold it", async () => {
    const { stdout } = await run([clip, ...fast, "--json"]);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const speech = { audioFormat: "pcm16", sampleRate: 24_000 };
    expect(events).toEqual(
      [
        { type: "session_ready", sampleRate: expect.any(Number), audioFormat: "pcm16" },
        { type: "partial_transcript", text: "Good morning." },
        { type: "partial_transcript", text: " How" },
        { type: "audio_chunk", audioBytes: 24_000, durationSeconds: 0.5, ...speech },
        { type: "partial_transcript", text: " are you?" },
        { type: "audio_chunk", audioBytes: 12_000, durationSeconds: 0.25, ...speech },
        { type: "committed" },
        { type: "done" },
      ].map((event) => ({ version: 1, time: expect.any(Number), ...event })),
    );
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe("captions", () => {
  const HEARD: ScriptedAnswer = [[{ text: "おはよう。お元気ですか。", start: 0.1, end: 0.4 }]];
  let recogniser: Emulator;

  beforeAll(async () => {
    recogniser = await startEmulator({
      engines: [createScriptedEngine({ languages: ["ja"], answers: [HEARD] })],
    });
  });
  afterAll(() => recogniser.close());

  async function captions(name: string, args: string[], env: Readonly<Record<string, string>>) {
    const { code, stdout, stderr } = await run([clip, ...args, "--captions", name], { env });
    return { code, stdout, stderr, text: await readFile(at(name), "utf8") };
  }

  it("have what was said, and its translation, which is recognised", async () => {
    const env = envOf(talk, recogniser.env);
    const [vtt, srt] = await Promise.all([captions("a.vtt", PAIR, env), captions("a.SRT", PAIR, env)]);
    for (const { code, stdout, stderr } of [vtt, srt]) expect([code, stdout, stderr]).toEqual([0, "", ""]);
    expect(vtt.text).toMatch(
      /^WEBVTT\n\n00:00:0\S+ --> \S+\nGood morning\.\nおはよう。\n\n\S+ --> \S+\nHow are you\?\nお元気ですか。\n$/,
    );
    expect(srt.text).toMatch(
      /^1\n00:00:0\S+,\d+ --> \S+\nGood morning\.\nおはよう。\n\n2\n\S+ --> \S+\nHow are you\?\nお元気ですか。\n$/,
    );
  });

  it("have what was said, which is recognised, and its translation when the text is that", async () => {
    const args = ["--from", "ja", "--to", "en", "--text-is", "target"];
    const { text } = await captions("b.vtt", args, envOf(talk, recogniser.env));
    expect(text).toMatch(/\nおはよう。\nGood morning\.\n\n\S+ --> \S+\nお元気ですか。\nHow are you\?\n$/);
  });

  it.each<[string, string[], () => Record<string, string>, RegExp]>([
    ["it is not known where recognition is", PAIR, () => envOf(talk), /"ja"\. .*Set KOTOBA_ASR_URL/],
    [
      "the recogniser does not know the language",
      ["--from", "en", "--to", "ko"],
      () => envOf(talk, recogniser.env),
      /"ko"\. .*no engine/,
    ],
  ])("are in one language when %s, which is no failure", async (_, args, env, warning) => {
    const { code, stderr, text } = await captions("c.vtt", args, env());
    expect(code).toBe(0);
    expect(stderr).toMatch(/^kotoba: The captions lack what was said in .*\n$/);
    expect(stderr).toMatch(warning);
    expect(text.replace(/\S+ --> \S+\n/g, "")).toMatch(/^WEBVTT\n\nGood morning\.\s+How are you\?\n$/);
  });

  it("are refused before anything is sent when they could not be written", async () => {
    const outcome = await run([clip, ...PAIR, "--captions", "nowhere/a.vtt"]);
    expect(outcome).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("nowhere/a.vtt") });
  });
});

describe("with the emulator", () => {
  const SAID: ScriptedAnswer = [
    [{ text: "Hello.", start: 0.1, end: 0.3 }],
    [
      { text: "Good", start: 1.2, end: 1.4 },
      { text: "bye.", start: 1.4, end: 1.6 },
    ],
  ];
  const HEARD: ScriptedAnswer = [
    [{ text: "こんにちは", start: 0.1, end: 0.3 }],
    [{ text: "さようなら", start: 1.2, end: 1.4 }],
  ];

  it("speech becomes speech, text and captions", async () => {
    await using emulator = await startEmulator({
      engines: [
        createScriptedEngine({ languages: ["en"], answers: [SAID] }),
        createScriptedEngine({ languages: ["ja"], answers: [HEARD] }),
      ],
      translationEngines: [
        createScriptedTranslationEngine({
          translate: (text) => (text === "Hello." ? "こんにちは" : "さようなら"),
        }),
      ],
      synthesisEngines: [createScriptedSynthesisEngine()],
    });
    const args = [clip, ...PAIR, "--text", "-o", "emulated.wav", "--captions", "emulated.vtt"];
    const { code, stdout } = await run(args, { env: emulator.env });
    expect([code, stdout]).toEqual([0, "Hello.\nGood bye.\n"]);
    // The scripted voice takes 60 ms for a character.
    expect(await probeAudio(at("emulated.wav"))).toMatchObject({ durationSeconds: 0.06 * 10 });
    expect(await readFile(at("emulated.vtt"), "utf8")).toMatch(
      /\nHello\.\nこんにちは\n\n\S+ --> \S+\nGood bye\.\nさようなら\n$/,
    );
  });
});

describe("Ctrl-C", () => {
  /** One who begins to speak, and comes to an end only when the commit is answered. */
  function untilCommitted(atCommit: (seen: { commit: () => void }) => void): ScriptedConnectionAnswer {
    return async (peer) => {
      await peer.receive();
      peer.send({ type: "voice_session.updated" });
      say(peer, { text: "Hello. And", speech: 1 });
      while ((await peer.receive()).type !== "input_audio_buffer.commit");
      atCommit({
        commit() {
          say(peer, { text: " bye.", speech: 1 });
          peer.send({ type: "input_audio_buffer.committed" });
        },
      });
    };
  }

  /** A watcher that acts when the first sentence has been printed. */
  function atHello(action: (kill: Kill) => void): RunSettings["watch"] {
    const act = when("Hello.\n", action);
    return ({ stdout }, kill) => act(stdout, kill);
  }

  it.each<[string, string[], Uint8Array | undefined]>([
    ["a file", ["long.wav"], undefined],
    ["a silent standard input", ["-", "--raw"], int16ToBytes(SILENCE)],
  ])("ends %s, and the rest of the translation follows", async (_, args, start) => {
    await using server = await service(untilCommitted(({ commit }) => commit()));
    const outcome = await run([...args, ...PAIR, "--text", "-o", "ended.wav"], {
      env: envOf(server),
      stdin: (stdin) => void (start && stdin.write(start)),
      watch: atHello((kill) => kill("SIGINT")),
    });
    expect(outcome).toMatchObject({ code: 0, stdout: "Hello.\nAnd bye.\n" });
    expect(await secondsOfSpeech(at("ended.wav"))).toBe(2);
  });

  it("the second stops at once, and leaves whole files: 130", async () => {
    let kill = () => {};
    await using server = await service(untilCommitted(() => kill()));
    const args = ["long.wav", ...PAIR, "--text", "-o", "stopped.wav", "--captions", "stopped.vtt"];
    const outcome = await run(args, {
      env: envOf(server),
      watch: atHello((send) => {
        kill = () => send("SIGINT");
        kill();
      }),
    });
    expect(outcome).toMatchObject({ code: 130, stdout: "Hello.\nAnd\n" });
    expect(outcome.stderr).toMatch(/Interrupted\.\n$/);
    expect(await secondsOfSpeech(at("stopped.wav"))).toBe(1);
    expect(await readFile(at("stopped.vtt"), "utf8")).toContain("Hello.");
  });

  it.runIf(process.platform === "linux")(
    "at a terminal leaves the player alone until it has played the rest",
    async () => {
      const { bin, PATH } = await program("ffplay", "trap 'exit 1' INT\ncat > played.wav\n");
      await using server = await service(untilCommitted(({ commit }) => commit()));
      const { code, shown } = await runKotobaOnTerminal(
        ["translate", longClip, ...PAIR, "--play", "--text"],
        {
          env: { ...envOf(server), PATH },
          cwd: folder,
          watch: when("Hello.\r\n", (press) => void grown(join(bin, "played.wav"), 2 * 24_000).then(press)),
        },
      );
      expect(shown).toContain("And bye.\r\n");
      expect(shown).toMatch(/2\.00 s of audio in/);
      expect(code).toBe(0);
      expect(await secondsOfSpeech(join(bin, "played.wav"))).toBe(2);
    },
  );
});

describe.runIf(process.platform === "linux")("on a terminal", () => {
  const onTerminal = (args: string[]) =>
    runKotobaOnTerminal(["translate", ...args], { env: envOf(talk), cwd: folder });

  it("the last line of the text grows, and stays when the sentence has ended", async () => {
    const { code, shown } = await onTerminal([clip, ...fast, "--text"]);
    expect(code).toBe(0);
    const states = shown.replaceAll("\r\x1b[K", "\r\n").split("\r\n");
    expect(states).toEqual(expect.arrayContaining(["Good morning.", "How", "How are you?"]));
    const stayed = shown.split("\r\n").map((line) => line.split("\r\x1b[K").at(-1));
    expect(stayed).toEqual(["Good morning.", "How are you?", ""]);
  });

  it("there is no audio", async () => {
    const { code, shown } = await onTerminal([clip, ...PAIR]);
    expect([code, shown]).toEqual([
      2,
      expect.stringContaining("audio is not for a terminal: give --output FILE"),
    ]);
  });
});

describe("when it fails", () => {
  it("what has come is in a whole file, and printed: 6", async () => {
    await using breaking = await service(async (peer) => {
      await peer.receive();
      peer.send({ type: "voice_session.updated" });
      say(peer, { text: "Hello", speech: 0.5 });
      await grown(at("broken.wav"), 24_000);
      peer.close(1008, "policy");
    });
    const args = ["-", "--raw", ...PAIR, "--text", "-o", "broken.wav"];
    const { code, stdout, stderr } = await run(args, {
      env: envOf(breaking),
      stdin: (stdin) => void stdin.write(int16ToBytes(SILENCE)),
    });
    expect([code, stdout]).toEqual([6, "Hello\n"]);
    expect(stderr).toMatch(/^kotoba: .*closed the connection/);
    expect(await secondsOfSpeech(at("broken.wav"))).toBe(0.5);
  });

  it("the service's own words are said: 2", async () => {
    await using refusing = await service(async (peer) => {
      await peer.receive();
      peer.send({ type: "error", error: { code: "invalid_parameters", message: "No such pair." } });
    });
    const outcome = await run([clip, ...PAIR, "-o", "x.wav"], { env: envOf(refusing) });
    expect(outcome).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("No such pair.") });
  });

  it("programs get it as JSON", async () => {
    const { stdout } = await run([clip, ...PAIR, "--json"], { env: { KOTOBA_API_KEY: "any" } });
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, error: { code: "unsupported_route" } });
  });

  it("says what to set when it is not known where the service is: 2", async () => {
    const { code, stderr } = await run([clip, ...PAIR, "-o", "x.wav"], { env: { KOTOBA_API_KEY: "any" } });
    expect([code, stderr]).toEqual([2, expect.stringContaining("KOTOBA_S2ST_URL for translate")]);
  });

  it.each<[string, number, string[], RegExp]>([
    ["no languages", 2, ["clip.wav", "-o", "x.wav"], /--from/],
    ["no target", 2, ["clip.wav", "--from", "en", "-o", "x.wav"], /--to/],
    ["no input", 2, [...PAIR, "-o", "x.wav"], /give a file/],
    ["raw samples in a file", 2, ["clip.wav", ...PAIR, "--raw", "-o", "x.wav"], /--raw/],
    ["JSON beside audio", 2, ["clip.wav", ...PAIR, "--json", "-o", "-"], /--json cannot share/],
    ["text beside audio", 2, ["clip.wav", ...PAIR, "--text", "-o", "-"], /--text cannot share/],
    ["text and JSON", 2, ["clip.wav", ...PAIR, "--text", "--json"], /leave one out/],
    ["captions at another pace", 2, ["clip.wav", ...fast, "--captions", "a.vtt"], /--captions/],
    ["captions of another kind", 2, ["clip.wav", ...PAIR, "--captions", "a.txt"], /\.vtt or \.srt/],
    ["a format that is not written", 2, ["clip.wav", ...PAIR, "-o", "x.mp3"], /no \.mp3/],
    ["a bad delay", 2, ["clip.wav", ...PAIR, "--delay", "soon", "--text"], /whole number/],
    ["a text of neither language", 2, ["clip.wav", ...PAIR, "--text", "--text-is", "en"], /source, target/],
    ["the input for the output", 2, ["clip.wav", ...PAIR, "-o", "./clip.wav"], /the input itself/],
    ["a missing file", 4, ["missing.wav", ...PAIR, "-o", "x.wav"], /missing\.wav/],
    [
      "a folder that is not there",
      2,
      ["clip.wav", ...fast, "-o", "none/x.wav"],
      /cannot be written: no such file/,
    ],
    [
      "nothing listening",
      6,
      ["clip.wav", ...PAIR, "-o", "x.wav", "--url", "ws://127.0.0.1:9/sts"],
      /connection refused/,
    ],
  ])("says what is wrong: %s: %i", async (_, code, args, words) => {
    const outcome = await run(args);
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(words) });
    expect(await readdir(folder)).not.toContain("x.wav");
  });

  it("--help has examples", async () => {
    expect((await run(["--help"])).stdout).toContain("$ kotoba translate --mic");
  });
});
