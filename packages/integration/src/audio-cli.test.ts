import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeAudio, encodeSamples, encodeWav, wavHeader } from "@kotoba/audio";
import { sampleRecordings } from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, type RunSettings, runKotoba } from "./fixtures/run-kotoba.ts";

const RATE = 16_000;
/** One second of two channels, different ones. */
const STEREO = Float32Array.from(
  { length: 2 * RATE },
  (_, i) => (i % 2 === 0 ? 0.5 : 0.25) * Math.sin(((i >> 1) * 2 * Math.PI * 440) / RATE),
);

let folder: string;
let clip: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-audio-"));
  clip = join(folder, "clip.wav");
  await writeFile(clip, encodeWav(STEREO, { sampleRate: RATE, channels: 2 }));
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs `kotoba audio`; `stdout` is text. */
function run(args: readonly string[], settings: Partial<RunSettings> = {}): Promise<Outcome> {
  return runKotoba(["audio", ...args], { env: {}, cwd: folder, ...settings });
}

async function decoded(path: string): Promise<{ samples: number[]; sampleRate: number; channels: number }> {
  const samples: number[] = [];
  let format = { sampleRate: 0, channels: 0 };
  for await (const frames of decodeAudio(path)) {
    samples.push(...frames.samples);
    format = { sampleRate: frames.sampleRate, channels: frames.channels };
  }
  return { samples, ...format };
}

describe("kotoba audio probe", () => {
  it("prints a table", async () => {
    expect(await run(["probe", "clip.wav"])).toEqual({
      code: 0,
      stdout: [
        "file      clip.wav",
        "format    wav, pcm16",
        "rate      16000 Hz",
        "channels  2",
        "bits      16",
        "duration  00:01.00",
        "",
      ].join("\n"),
      stderr: "",
    });
  });

  it("prints JSON, also of standard input", async () => {
    const { stdout } = await run(["probe", "-", "--json"], { stdin: await readFile(clip) });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      file: "-",
      container: "wav",
      codec: "pcm16",
      sampleRate: RATE,
      channels: 2,
      bitsPerSample: 16,
      frameCount: RATE,
      durationSeconds: 1,
    });
  });

  it.each([
    ["missing.wav", 4, "there is no file missing.wav"],
    [".", 7, "is a directory"],
  ])("says what is wrong with %s", async (file, code, message) => {
    const outcome = await run(["probe", file]);
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });

  it("says that a text is no audio", async () => {
    await writeFile(join(folder, "notes.txt"), "Dear diary, nothing to hear here.");
    const { code, stderr } = await run(["probe", "notes.txt"]);
    expect(code).toBe(7);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain("notes.txt");
    expect(stderr).toMatch(/ kotoba audio convert, which takes --in-encoding and --in-rate /);
    expect(stderr).not.toContain("option raw");
  });

  it("says that a file is cut short", async () => {
    await writeFile(
      join(folder, "short.wav"),
      Buffer.concat([wavHeader({ sampleRate: RATE }, 2 * RATE), new Uint8Array(RATE)]),
    );
    const { code, stdout, stderr } = await run(["probe", "short.wav", "--json"]);
    expect([code, stderr]).toEqual([0, "kotoba: short.wav is cut short: its header tells of 00:01.00.\n"]);
    expect(JSON.parse(stdout)).toMatchObject({ durationSeconds: 0.5, statedDurationSeconds: 1 });
  });
});

describe("kotoba audio convert", () => {
  it("changes rate, channels and encoding", async () => {
    const outcome = await run([
      "convert",
      "clip.wav",
      "mono.wav",
      "--rate",
      "24000",
      "--channels",
      "1",
      "--encoding",
      "float32",
    ]);
    expect(outcome).toEqual({ code: 0, stdout: "", stderr: "" });
    const { samples, sampleRate, channels } = await decoded(join(folder, "mono.wav"));
    expect([samples.length, sampleRate, channels]).toEqual([24_000, 24_000, 1]);
    expect(Math.max(...samples)).toBeCloseTo(0.375, 2);
  });

  it("keeps every sample when nothing is asked for", async () => {
    await run(["convert", "clip.wav", "same.wav"]);
    expect(await readFile(join(folder, "same.wav"))).toEqual(await readFile(clip));
  });

  it("works as a pipe, with headers and without", async () => {
    const wav = await readFile(clip);
    await run(["convert", "-", "piped.raw", "--encoding", "mulaw", "--channels", "1"], { stdin: wav });
    const raw = await readFile(join(folder, "piped.raw"));
    expect(raw).toHaveLength(RATE);
    const back = ["convert", "-", "back.wav", "--in-encoding", "mulaw", "--in-rate", "16000"];
    await run(back, { stdin: raw });
    expect((await decoded(join(folder, "back.wav"))).samples).toHaveLength(RATE);
  });

  it("reads what the service would be sent: a person's recording", async () => {
    const recording = sampleRecordings.find(({ format }) => format === "wav");
    if (recording === undefined) throw new Error("There is no recording.");
    const { code } = await run([
      "convert",
      recording.path,
      "speech.wav",
      "--rate",
      "8000",
      "--encoding",
      "alaw",
    ]);
    expect(code).toBe(0);
    expect((await decoded(join(folder, "speech.wav"))).sampleRate).toBe(8000);
  });

  it("converts a file that is cut short as far as it goes, and says so", async () => {
    const header = wavHeader({ sampleRate: RATE }, 2 * RATE);
    const half = encodeSamples(STEREO.subarray(0, RATE / 2), "pcm16");
    await writeFile(join(folder, "cut.wav"), Buffer.concat([header, half]));
    const outcome = await run(["convert", "cut.wav", "saved.wav"]);
    expect(outcome).toMatchObject({ code: 7, stderr: expect.stringContaining("cut short") });
    expect((await decoded(join(folder, "saved.wav"))).samples).toHaveLength(RATE / 2);
  });

  it("never overwrites its input, whatever it is called", async () => {
    const before = await stat(clip);
    const outcome = await run(["convert", "clip.wav", join(folder, ".", "clip.wav")]);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("is the input itself") });
    expect(await stat(clip)).toEqual(before);
  });

  it("touches no file when the input cannot be read", async () => {
    await writeFile(join(folder, "precious.wav"), "precious");
    expect(await run(["convert", "missing.wav", "precious.wav"])).toMatchObject({ code: 4 });
    expect(await readFile(join(folder, "precious.wav"), "utf8")).toBe("precious");
  });

  it.each([
    [["convert", "clip.wav", "clip.mp3"], "no .mp3"],
    [["convert", "clip.wav", "x.wav", "--rate", "0"], "--rate"],
    [["convert", "clip.wav", "x.wav", "--channels", "two"], "--channels"],
    [["convert", "clip.wav", "x.wav", "--encoding", "mp3"], "--encoding"],
    [["convert", "clip.wav", "x.wav", "--in-rate", "8000"], "--in-encoding"],
    [["convert", "clip.wav"], "out"],
  ])("refuses what cannot be: %j", async (args, message) => {
    expect(await run(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it("ends with a whole file at Ctrl-C, even while the input is silent", async () => {
    const half = Buffer.concat([
      wavHeader({ sampleRate: RATE }),
      encodeSamples(STEREO.subarray(0, RATE), "pcm16"),
    ]);
    const out = join(folder, "interrupted.wav");
    const outcome = await run(["convert", "-", "interrupted.wav"], {
      stdin(stdin, kill) {
        stdin.write(half);
        const timer = setInterval(async () => {
          const size = await stat(out).then(
            (status) => status.size,
            () => 0,
          );
          if (size < half.length) return;
          clearInterval(timer);
          kill("SIGINT");
        }, 20);
      },
    });
    expect(outcome).toMatchObject({ code: 130, stderr: expect.stringContaining("Interrupted") });
    expect((await decoded(out)).samples).toHaveLength(RATE);
  });
});
