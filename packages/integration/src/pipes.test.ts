import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeWav, probeAudio } from "@kotoba/audio";
import {
  createScriptedEngine,
  createScriptedSynthesisEngine,
  createScriptedTranslationEngine,
  type Emulator,
  startEmulator,
} from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kotoba, type Outcome, runKotoba } from "./fixtures/run-kotoba.ts";

const WORDS = [
  { text: "hello", start: 0.1, end: 0.3 },
  { text: "world", start: 0.3, end: 0.5 },
];

let folder: string;
let emulator: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-pipes-"));
  const wav = (seconds: number) =>
    encodeWav(new Int16Array(16_000 * seconds), { sampleRate: 16_000, channels: 1, encoding: "pcm16" });
  await writeFile(join(folder, "clip.wav"), wav(1));
  // More than a test has time for, at the pace of speech.
  await writeFile(join(folder, "long.wav"), wav(600));
  await mkdir(join(folder, "talks"));
  for (const name of ["a", "b", "c"])
    await copyFile(join(folder, "clip.wav"), join(folder, "talks", `${name}.wav`));
  emulator = await startEmulator({
    engines: [createScriptedEngine({ answers: [[WORDS]] })],
    translationEngines: [createScriptedTranslationEngine()],
    synthesisEngines: [createScriptedSynthesisEngine()],
  });
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

/** Runs a line of shell, in which `kotoba` is the command. */
async function shell(line: string): Promise<Outcome> {
  const script = `kotoba() { "${process.execPath}" "${kotoba}" "$@"; }\n${line}`;
  const env = { PATH: process.env.PATH, XDG_CONFIG_HOME: folder, ...emulator.env };
  const child = spawn("sh", ["-c", script], { env, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const seen = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      seen[stream] += text;
    });
  }
  const [code] = await once(child, "close");
  return { code, ...seen };
}

describe.runIf(process.platform !== "win32")("a reader that has seen enough is no failure", () => {
  it.each([
    ["--version", "true"],
    ["--help", "head -n 1"],
    ["help", "head -n 1"],
    ["listen --help", "head -n 1"],
    ["completion bash", "head -n 1"],
    ["voices", "head -n 1"],
    ["voices --json", "head -c 1"],
    ["doctor --json", "head -c 1"],
    ["transcribe clip.wav", "true"],
    ["transcribe clip.wav --format srt", "head -n 1"],
    ["transcribe talks --json 2> batch.txt", "head -n 1"],
    ["listen long.wav --language en --json", "head -n 1"],
    ["translate long.wav --from en --to ja --json -o x.wav", "head -n 1"],
    ["translate long.wav --from en --to ja", "head -c 1"],
    ["speak こんにちは。 2> speech.txt", "head -c 1"],
    ["audio convert long.wav -", "head -c 1"],
    ["audio probe clip.wav --json", "true"],
  ])("kotoba %s | %s", async (command, reader) => {
    const { code, stderr } = await shell(`{ kotoba ${command}; echo "exit $?" >&2; } | ${reader}`);
    expect([code, stderr]).toEqual([0, "exit 0\n"]);
  });

  it("of progress and summaries: the work goes on", async () => {
    const { stdout } = await shell(
      `{ kotoba transcribe talks -l en -o told; echo "exit $?" > exit.txt; } 2>&1 > /dev/null | true
      while ! [ -s exit.txt ]; do sleep 0.1; done; cat exit.txt`,
    );
    expect(stdout).toBe("exit 0\n");
    expect(await readFile(join(folder, "told/c.txt"), "utf8")).toBe("hello world\n");
  });
});

describe.runIf(process.platform !== "win32")("pipes", () => {
  it("lead from speech to recordings to text", async () => {
    const { code, stdout } = await shell(
      "kotoba speak こんにちは。 2>&1 > said.wav | cat && kotoba audio convert - - --rate 16000 < said.wav | kotoba transcribe - -l en --json",
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/ s of audio in /);
    expect(await probeAudio(join(folder, "said.wav"))).toMatchObject({ codec: "pcm16" });
    expect(JSON.parse(stdout.split("\n").at(-2) ?? "")).toMatchObject({ version: 1, text: "hello world" });
  });

  it("may be closed on all sides", async () => {
    const { stdout } = await shell('kotoba transcribe clip.wav <&- >&- 2>&-; echo "exit $?"');
    expect(stdout).toBe("exit 0\n");
  });
});

describe("what is no terminal", () => {
  it.each([
    [["transcribe", "clip.wav", "-l", "en"]],
    [["transcribe", "talks", "-l", "en"]],
    [["listen", "clip.wav", "-l", "en", "--pace", "fast"]],
    [["speak", "こんにちは。", "-o", "plain.wav"]],
    [["doctor"]],
    [["--help"]],
    [["transcribe", "--nonsense"]],
  ])("is sent no colours and no cursor movements, even if colours are forced: %j", async (args) => {
    const env = { ...emulator.env, FORCE_COLOR: "3", CLICOLOR_FORCE: "1", COLORTERM: "truecolor" };
    const { stdout, stderr } = await runKotoba(args, { env, cwd: folder });
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
  });
});
