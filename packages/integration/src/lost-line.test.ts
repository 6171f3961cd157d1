import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeWav } from "@kotoba/audio";
import {
  createScriptedEngine,
  createScriptedSynthesisEngine,
  createScriptedTranslationEngine,
  type ScriptedAnswer,
  startEmulator,
} from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runKotoba, runKotobaOnTerminal } from "./fixtures/run-kotoba.ts";

/** Two turns within three seconds. */
const TALK: ScriptedAnswer = [
  [
    { text: "hello", start: 0.1, end: 0.3 },
    { text: "world", start: 0.3, end: 0.5 },
  ],
  [{ text: "bye", start: 1.6, end: 1.8 }],
];
/** The rest of the talk, for a connection that begins with the second turn. */
const REST: ScriptedAnswer = [[{ text: "bye", start: 0.2, end: 0.4 }]];

let folder: string;
let clip: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-lost-line-"));
  clip = join(folder, "clip.wav");
  const samples = new Int16Array(16_000 * 3);
  await writeFile(clip, encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" }));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("kotoba listen", () => {
  it("goes on over a line that is dropped and twice refused, and says so", async () => {
    const engine = createScriptedEngine({ answers: [TALK, REST] });
    await using emulator = await startEmulator({ engines: [engine], faults: ["drop@1.7s", "refuse:2"] });
    const args = ["listen", clip, "--language", "en"];
    const { code, stdout, stderr } = await runKotoba(args, { env: emulator.env, cwd: folder });
    expect(stdout).toBe("hello world\nbye\n");
    expect(stderr).toMatch(
      /^The line is lost\. Reconnecting …\nReconnected\. \d\.\d s of audio are sent again\.\n$/,
    );
    expect(code).toBe(0);
  });

  it("tells it line by line to programs", async () => {
    const engine = createScriptedEngine({ answers: [TALK, REST] });
    await using emulator = await startEmulator({ engines: [engine], faults: ["close:1012@1.7s"] });
    const args = ["listen", clip, "--language", "en", "--json"];
    const { code, stdout, stderr } = await runKotoba(args, { env: emulator.env, cwd: folder });
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const types = lines.map(({ type }) => type);
    expect(types.filter((type) => type === "session_ready")).toHaveLength(1);
    expect(types.indexOf("reconnected")).toBe(types.indexOf("reconnecting") + 1);
    expect(lines.filter(({ type }) => type === "final_transcript").map(({ text }) => text)).toEqual([
      "hello world",
      "bye",
    ]);
    // One timeline.
    const times: number[] = lines.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("keeps the growing line of a terminal apart from what it says of the line", async () => {
    const engine = createScriptedEngine({ answers: [TALK, REST] });
    await using emulator = await startEmulator({ engines: [engine], faults: ["drop@1.7s"] });
    const { code, shown } = await runKotobaOnTerminal(["listen", clip, "--language", "en"], {
      env: emulator.env,
      cwd: folder,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is sent.
    const seen = shown.replaceAll(/[^\n]*\r\x1b\[K/g, "").replaceAll("\r", "");
    expect(seen).toMatch(
      /^hello world\nThe line is lost\. Reconnecting …\nReconnected\. \d\.\d s of audio are sent again\.\nbye\n$/,
    );
    expect(code).toBe(0);
  });
});

describe("kotoba translate", () => {
  it("ends with 9 and says which seconds are missing, when a line was lost while the service spoke", async () => {
    await using emulator = await startEmulator({
      engines: [createScriptedEngine({ answers: [TALK, REST] })],
      translationEngines: [createScriptedTranslationEngine()],
      synthesisEngines: [createScriptedSynthesisEngine()],
      faults: ["drop@2s"],
    });
    const args = ["translate", clip, "--from", "en", "--to", "ja", "-o", "out.wav"];
    const { code, stderr } = await runKotoba(args, { env: emulator.env, cwd: folder });
    expect(stderr).toMatch(/The translation may lack what was said from \d\.\d to \d\.\d s\.\n/);
    expect(stderr).toMatch(
      /kotoba: The line was lost, and the result may lack \d\.\d s of what was said: [\d.]+ to [\d.]+ s\.\n$/,
    );
    expect(code).toBe(9);
    // What was spoken before the line broke, and after, is in the file.
    expect((await readFile(join(folder, "out.wav"))).length).toBeGreaterThan(24_000);
  });
});

describe("kotoba emulator --fault", () => {
  it("says what faults there are, when it is given none of them", async () => {
    const { code, stderr } = await runKotoba(["emulator", "--fault", "nonsense"], { env: {}, cwd: folder });
    expect(stderr).toContain("nonsense");
    expect(stderr).toContain("drop@2s");
    expect(code).toBe(2);
  });
});
