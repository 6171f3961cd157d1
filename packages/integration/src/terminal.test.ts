import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeWav, probeAudio } from "@kotoba/audio";
import {
  createScriptedEngine,
  createScriptedSynthesisEngine,
  type Emulator,
  type ScriptedAnswer,
  startEmulator,
} from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGatedEngine } from "./fixtures/gated-engine.ts";
import { runKotobaOnTerminal, type TerminalSettings, when } from "./fixtures/run-kotoba.ts";
import { screenOf } from "./fixtures/screen.ts";

const TALK: ScriptedAnswer = [
  [
    { text: "hello", start: 0.1, end: 0.3 },
    { text: "world", start: 0.3, end: 0.5 },
  ],
];
const JAPANESE = Array.from({ length: 12 }, (_, n) => {
  return { text: n % 3 === 0 ? `第${n}回` : "日本語", start: n / 6, end: (n + 1) / 6 };
});

let folder: string;
let emulator: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-terminal-"));
  const clip = join(folder, "clip.wav");
  const samples = new Int16Array(32_000);
  await writeFile(clip, encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" }));
  await mkdir(join(folder, "talks"));
  for (const name of ["a", "b", "日本語の長い名前の録音ファイル"])
    await copyFile(clip, join(folder, "talks", `${name}.wav`));
  emulator = await startEmulator({
    engines: [createScriptedEngine({ answers: [TALK] })],
    synthesisEngines: [createScriptedSynthesisEngine()],
  });
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

/** Runs a command on a terminal to its end; gives what was sent to it, and what it shows then. */
async function run(line: string, { columns = 80, ...settings }: Partial<TerminalSettings> = {}) {
  const all = { env: emulator.env, cwd: folder, columns, ...settings };
  const { code, shown } = await runKotobaOnTerminal(line.split(" "), all);
  return { code, shown, ...screenOf(shown, columns) };
}

describe.runIf(process.platform === "linux")("what stays on the screen", () => {
  it.each([
    ["transcribe clip.wav -l en", /^hello world$/],
    ["jobs submit clip.wav -l en", /^[\da-f-]{36}$/],
    ["listen clip.wav -l en --pace fast", /^hello world$/],
    ["speak はい。 -o said.wav", /^said\.wav: 0\.\d+ s of audio in [\d.]+ s, the first after [\d.]+ s$/],
  ])("is what came of it, and nothing of its progress: kotoba %s", async (line, expected) => {
    for (const columns of [20, 80]) {
      const { code, shown, lines } = await run(line, { columns });
      // What has been broken by a narrow terminal is put together again.
      const said = lines.map((line, n) => (n < lines.length - 1 ? line.padEnd(columns) : line)).join("");
      expect([code, said]).toEqual([0, expect.stringMatching(expected)]);
      expect(isCursorShown(shown)).toBe(true);
    }
  });

  it.each([20, 21, 31, 40])(
    "grows with what is said in one line of full-width characters, of %i columns, and never breaks",
    async (columns) => {
      await using japanese = await startEmulator({
        engines: [createScriptedEngine({ answers: [[JAPANESE]] })],
      });
      const { shown } = await run("listen clip.wav --pace fast", { env: japanese.env, columns });
      const whole = JAPANESE.map(({ text }) => text).join("");
      const [live = "", rest] = shown.split(whole);
      // The last state of the line, before it is cleared for the whole of the turn.
      expect(screenOf(live.slice(0, live.lastIndexOf("\r")), columns)).toMatchObject({
        wraps: 0,
        lines: { length: 1 },
      });
      expect(live).toContain("…");
      expect(rest).toContain("\n");
    },
  );

  it.each([20, 30, 80])("is a line for each recording of a batch, of %i columns", async (columns) => {
    const { code, lines, wraps } = await run("transcribe talks -l en", { columns });
    expect([code, wraps]).toEqual([0, 0]);
    expect(lines).toHaveLength(4);
    for (const ending of ["a.txt", "b.txt", "ル.txt"])
      expect(lines).toContainEqual(expect.stringMatching(`^done in.*${ending}$`));
    expect(lines.at(-1)).toBe("3 done.");
  });
});

describe.runIf(process.platform === "linux")("the cursor", () => {
  it("is back when nobody reads the audio any more", async () => {
    const { shown } = await run("speak はい。そうです。 --format pcm16", {
      redirection: "| head -c 1 > heard.pcm",
    });
    expect(shown).toContain("\x1b[?25l");
    expect(isCursorShown(shown)).toBe(true);
  });
});

/** Whether a terminal that has been sent all of that shows its cursor. */
function isCursorShown(sent: string): boolean {
  return sent.lastIndexOf("\x1b[?25h") >= sent.lastIndexOf("\x1b[?25l");
}

describe.runIf(process.platform === "linux")("colours and movements", () => {
  const COMMANDS = ["transcribe clip.wav -l en", "speak はい。 -o said.wav", "transcribe talks -l en"];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals are steered with.
  const COLOUR = /\x1b\[[\d;]*m/;

  it("NO_COLOR leaves progress without colours", async () => {
    expect((await run("transcribe clip.wav -l en")).shown).toMatch(COLOUR);
    for (const command of COMMANDS) {
      const { shown } = await run(command, { env: { ...emulator.env, NO_COLOR: "1" } });
      expect(shown).not.toMatch(COLOUR);
    }
  });

  it.each([...COMMANDS, "listen clip.wav -l en --pace fast", "doctor"])(
    "a terminal as dumb as paper is sent plain lines, and no progress: kotoba %s",
    async (line) => {
      const { code, shown } = await run(line, { env: { ...emulator.env, TERM: "dumb" } });
      expect(code).toBe(0);
      expect(shown).not.toMatch(/[^\P{Cc}\r\n]/u);
      expect(shown).not.toMatch(/Starting|Speaking|transcribing/);
    },
  );

  it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ["on a dumb terminal", { TERM: "dumb" }, undefined],
    ["in a file", {}, "2> errors.txt"],
  ])("what is said of a lost line is plain %s", async (_, env, redirection) => {
    await using losing = await startEmulator({
      engines: [createScriptedEngine({ answers: [TALK] })],
      faults: ["drop@1s"],
    });
    const line = "listen clip.wav -l en";
    const { code, shown } = await run(line, { env: { ...losing.env, ...env }, redirection });
    const said = redirection === undefined ? shown : await readFile(join(folder, "errors.txt"), "utf8");
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/^The line is lost\. Reconnecting …\r?\nReconnected/m),
    ]);
    expect(said).not.toMatch(/[^\P{Cc}\r\n]/u);
  });
});

describe.runIf(process.platform === "linux")("Ctrl-C", () => {
  const gated = (quick: number) => {
    const engine = createGatedEngine("spoken", quick);
    return { engine, emulator: startEmulator({ engines: [engine] }) };
  };

  it.each([
    ["once", "\x03"],
    ["twice", "\x03\x03"],
  ])("%s stops to wait for a job, and gives the cursor back: 130", async (_, keys) => {
    await using slow = await gated(0).emulator;
    const watch = when<(keys: string) => void>("Transcribing (job ", (type) => type(keys));
    const { code, shown, lines } = await run("transcribe clip.wav -l en", {
      env: slow.env,
      columns: 120,
      watch: (shown, _, type) => watch(shown, type),
    });
    expect(code).toBe(130);
    expect(isCursorShown(shown)).toBe(true);
    if (keys.length === 1)
      expect(lines).toEqual([expect.stringMatching(/kotoba jobs wait [\w-]+$/), "Interrupted."]);
  });

  it("twice in the middle of a batch: no more are begun, then all stops, and its lines are gone: 130", async () => {
    await using slow = await gated(0).emulator;
    let pressed = false;
    const second = when<() => void>("No more files are begun", (press) => press());
    const { code, lines } = await run("transcribe talks -l en --concurrency 2", {
      env: slow.env,
      watch(shown, press) {
        second(shown, press);
        if (pressed || !/transcribing \d+ s [^\n]+\ntranscribing/.test(shown)) return;
        pressed = true;
        press();
      },
    });
    expect(code).toBe(130);
    expect(lines.filter((line) => /transcribing|of 3|queued/.test(line))).toEqual([]);
    expect(lines).toContain("0 done, 2 stopped, 1 not begun.");
    expect(lines.at(-1)).toBe("Interrupted.");
  });

  it("while a text is being typed leaves a whole file of what has been spoken: 130", async () => {
    const speaking = when<() => void>("s so far)", (press) => press());
    let typed = false;
    const { code, shown, lines } = await run("speak - -o typed.wav", {
      watch(shown, press, type) {
        if (!typed) type("これだけです。\r");
        typed = true;
        speaking(shown, press);
      },
    });
    expect([code, lines.at(-1)]).toEqual([130, "Interrupted."]);
    expect(isCursorShown(shown)).toBe(true);
    expect((await probeAudio(join(folder, "typed.wav"))).durationSeconds).toBeGreaterThan(0);
  });
});
