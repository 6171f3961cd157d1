import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { decodeAudio, probeAudio } from "@kotoba/audio";
import { createScriptedSynthesisEngine, type Emulator, startEmulator } from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, type RunSettings, runKotoba, runKotobaOnTerminal } from "./fixtures/run-kotoba.ts";

let emulator: Emulator;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-speak-"));
  emulator = await startEmulator({ synthesisEngines: [createScriptedSynthesisEngine()] });
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

const VOICE = ["--language", "en", "--speaker", "en-woman"];
const TEXT = "Ten letters.";
/** The scripted voice takes 60 ms for a character. */
const SECONDS = 0.06 * TEXT.length;

/** Runs `kotoba speak`, with nothing in its environment but what is given. */
function run(args: readonly string[], settings: Partial<RunSettings> = {}): Promise<Outcome> {
  return runKotoba(["speak", ...args], { env: emulator.env, cwd: folder, ...settings });
}

const at = (name: string) => join(folder, name);

describe("kotoba speak", () => {
  it("writes a WAV file, and says on standard error what came of it", async () => {
    const { code, stdout, stderr } = await run([TEXT, ...VOICE, "-o", "a.wav"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^a\.wav: 0\.72 s of audio in \d+\.\d\d s, the first after \d+\.\d\d s\n$/);
    expect(await probeAudio(at("a.wav"))).toMatchObject({
      codec: "pcm16",
      sampleRate: 24_000,
      channels: 1,
      durationSeconds: SECONDS,
    });
  });

  it.each([
    ["pcm16", 2 * 24_000 * SECONDS],
    ["mulaw", 8000 * SECONDS],
  ])("writes %s without a header", async (format, bytes) => {
    await run([TEXT, ...VOICE, "--format", format, "-o", `a.${format}`]);
    expect((await stat(at(`a.${format}`))).size).toBe(bytes);
  });

  it("writes Opus", async () => {
    await run([TEXT, ...VOICE, "--format", "opus", "-o", "a.opus"]);
    expect(await probeAudio(at("a.opus"))).toMatchObject({
      codec: "opus",
      durationSeconds: expect.closeTo(SECONDS, 3),
    });
  });

  it("prints JSON about a file, and takes the rate that is asked for", async () => {
    const { stdout } = await run([TEXT, ...VOICE, "--rate", "16000", "-o", "b.wav", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      output: "b.wav",
      audioFormat: "pcm16",
      sampleRate: 16_000,
      durationSeconds: SECONDS,
      firstAudioSeconds: expect.any(Number),
    });
  });

  it("reads standard input while it is being written, and pipes the audio on", async () => {
    let written = false;
    const outcome = await runKotoba(["speak", ...VOICE, "--format", "pcm16", "-o", "c.raw"], {
      env: emulator.env,
      cwd: folder,
      stdin(stdin) {
        stdin.write("The first line is this.\n");
        // The second is written only when the first has sounded.
        const timer = setInterval(async () => {
          const size = await stat(at("c.raw")).then(
            (status) => status.size,
            () => 0,
          );
          if (size === 0 || written) return;
          written = true;
          clearInterval(timer);
          stdin.end("And this is the second.\n");
        }, 20);
      },
    });
    expect(outcome.code).toBe(0);
    expect(written).toBe(true);
    expect((await stat(at("c.raw"))).size).toBe(2 * 24_000 * 0.06 * 46);
  });

  it("writes to a pipe when nothing else is said", async () => {
    const { code, stderr } = await run([TEXT, ...VOICE, "--format", "pcm16"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("0.72 s of audio")]);
  });

  it("plays through what is installed, while it comes, and writes the same to a file", async () => {
    const bin = await mkdtemp(join(folder, "bin-"));
    await writeFile(join(bin, "ffplay"), `#!/bin/sh\ncat > "${at("played.wav")}"\n`);
    await chmod(join(bin, "ffplay"), 0o755);
    const env = { ...emulator.env, PATH: [bin, process.env.PATH].join(delimiter) };
    expect(await run([TEXT, ...VOICE, "--play", "-o", "kept.wav"], { env })).toMatchObject({ code: 0 });
    expect(await samplesOf(at("played.wav"))).toEqual(await samplesOf(at("kept.wav")));
  });

  it("says when the player fails, and when there is none", async () => {
    const bin = await mkdtemp(join(folder, "bin-"));
    await writeFile(join(bin, "ffplay"), "#!/bin/sh\necho no sound card >&2\nexit 1\n");
    await chmod(join(bin, "ffplay"), 0o755);
    const failing = { ...emulator.env, PATH: [bin, "/bin"].join(delimiter) };
    expect(await run([TEXT, ...VOICE, "--play"], { env: failing })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("The player ffplay failed: no sound card"),
    });
    const none = { ...emulator.env, PATH: folder };
    expect(await run([TEXT, ...VOICE, "--play"], { env: none })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("ffplay, play, aplay, afplay"),
    });
  });

  it("leaves a whole file at Ctrl-C, even while no text comes", async () => {
    const outcome = await run([...VOICE, "-o", "cut.wav"], {
      stdin(stdin, kill) {
        stdin.write("Only this is ever said.\n");
        const timer = setInterval(async () => {
          const size = await stat(at("cut.wav")).then(
            (status) => status.size,
            () => 0,
          );
          if (size < 2 * 24_000 * 0.06 * 23) return;
          clearInterval(timer);
          kill("SIGINT");
        }, 20);
      },
    });
    expect(outcome).toMatchObject({ code: 130, stderr: expect.stringContaining("Interrupted") });
    expect(await probeAudio(at("cut.wav"))).toMatchObject({ durationSeconds: 0.06 * 23 });
  });

  it.each<[string, number, string[], RegExp]>([
    ["an empty text", 2, ["  ", ...VOICE], /the text is empty/],
    ["no speaker for a language", 2, [TEXT, "-l", "en", "-o", "x.wav"], /--speaker.*kotoba voices/s],
    [
      "an unknown speaker",
      2,
      [TEXT, "-l", "en", "-s", "nobody", "-o", "x.wav"],
      /There is no voice "nobody"/,
    ],
    ["an unknown language", 2, [TEXT, "-l", "ko", "-s", "x", "-o", "x.wav"], /no engine.*"ko"/],
    ["an unknown format", 2, [TEXT, "--format", "mp3"], /wav, pcm16, mulaw, opus/],
    ["a name of another format", 2, [TEXT, ...VOICE, "-o", "x.mp3"], /wav is not what \.mp3 files hold/],
    ["Opus without asking for it", 2, [TEXT, ...VOICE, "-o", "x.opus"], /--format opus/],
    ["JSON beside audio", 2, [TEXT, ...VOICE, "--json"], /--output FILE/],
    ["Opus to a player", 2, [TEXT, ...VOICE, "--play", "--format", "opus"], /do not go together/],
    [
      "nothing listening",
      6,
      [TEXT, ...VOICE, "-o", "x.wav", "--url", "ws://127.0.0.1:9"],
      /connection refused/,
    ],
    [
      "a folder that is not there",
      2,
      [TEXT, ...VOICE, "-o", "none/x.wav"],
      /^kotoba: none\/x\.wav cannot be written: no such file/m,
    ],
  ])("says what is wrong: %s", async (_, code, args, words) => {
    const outcome = await run(args);
    expect(outcome).toMatchObject({ code, stderr: expect.stringMatching(words) });
    await expect(stat(at("x.wav"))).rejects.toThrow("ENOENT");
  });

  it("gives no audio to a terminal", async () => {
    const { code, shown } = await runKotobaOnTerminal(["speak", TEXT, ...VOICE], {
      env: emulator.env,
      cwd: folder,
    });
    expect([code, shown]).toEqual([2, expect.stringContaining("audio is not for a terminal")]);
  });
});

describe("kotoba voices", () => {
  const voices = (...args: string[]) => runKotoba(["voices", ...args], { env: {}, cwd: folder });

  it("lists those of the service and of the emulator", async () => {
    const { code, stdout } = await voices();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SPEAKER +LANGUAGE +WHERE\n/);
    expect(stdout).toMatch(/^ja-man-m02-azawa +ja +service +male \(default\)$/m);
    expect(stdout).toMatch(/^slt +en +emulator +US English, female$/m);
  });

  it("prints JSON, of one language", async () => {
    const { voices: found } = JSON.parse((await voices("--language", "ja", "--json")).stdout);
    expect(found.map(({ language }: { language: string }) => language)).toEqual(found.map(() => "ja"));
    expect(found).not.toEqual([]);
  });
});

async function samplesOf(path: string): Promise<Float32Array[]> {
  const blocks: Float32Array[] = [];
  for await (const { samples } of decodeAudio(path)) blocks.push(samples);
  return blocks;
}
