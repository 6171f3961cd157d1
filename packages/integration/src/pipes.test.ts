import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
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

describe.runIf(process.platform !== "win32")("a batch, whose results are files,", () => {
  it.each(["| true", "> /dev/full"])("goes on when nobody takes its lines: %s", async (reader) => {
    const output = reader.replace(/\W/g, "");
    const { stderr } = await shell(
      `{ kotoba transcribe talks -l en -o ${output} --resume --json --concurrency 1; echo "exit $?" >&2; } ${reader}`,
    );
    expect(stderr).toMatch(/\n3 done\.\n/);
    expect(stderr).toMatch(
      reader === "| true" ? /\nexit 0\n$/ : /standard output cannot be written(.*\n)*exit 2\n$/,
    );
    expect((await readdir(join(folder, output))).sort()).toEqual([
      ".kotoba-transcribe.jsonl",
      "a.txt",
      "b.txt",
      "c.txt",
    ]);
  });
});

describe.runIf(process.platform === "linux")("a full disk is told in one line, with the file: 2", () => {
  it.each([
    ["speak こんにちは。 -o /dev/full", "/dev/full"],
    ["speak こんにちは。 -o /dev/full --format pcm16", "/dev/full"],
    ["translate clip.wav --from en --to ja -o /dev/full", "/dev/full"],
    ["translate clip.wav --from en --to ja -o x.wav --captions full.srt", "full.srt"],
    ["listen clip.wav --language en --captions full.srt", "full.srt"],
    ["audio convert clip.wav full.wav", "full.wav"],
    ["audio convert clip.wav full.raw", "full.raw"],
  ])("kotoba %s", async (command, name) => {
    const { stdout } = await shell(
      `ln -sf /dev/full full.srt; ln -sf /dev/full full.wav; ln -sf /dev/full full.raw
      kotoba ${command} 2> told.txt > /dev/null; echo "exit $?"; grep -v 'of audio in' told.txt`,
    );
    expect(stdout).toBe(`exit 2\nkotoba: ${name} cannot be written: no space left on device.\n`);
  });

  it("also of the journal's lock, which is then not left behind", async () => {
    const { code, stdout, stderr } = await shell(
      "mkdir -p limited; ulimit -f 0; kotoba transcribe talks -l en -o limited --resume",
    );
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("kotoba: limited/.kotoba-transcribe.jsonl.lock cannot be written: file too large.\n");
    expect(await readdir(join(folder, "limited"))).toEqual([]);
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

  it.each(["pcm16", "mulaw", "pcm8", "float32"])(
    "into a file leave the lengths in its header: %s",
    async (encoding) => {
      const convert = `kotoba audio convert odd.wav - --encoding ${encoding}`;
      const { code } = await shell(
        `kotoba audio convert clip.wav odd.raw --rate 8001; kotoba audio convert odd.raw odd.wav --in-encoding pcm16 --in-rate 8001
        ${convert} > whole.wav; ${convert} | cat > streamed.wav
        rm -f added.wav; ${convert} >> added.wav; printf 'more' > behind.wav; ${convert} >> behind.wav`,
      );
      expect(code).toBe(0);
      const samples = await readFile(join(folder, "streamed.wav"));
      const whole = await readFile(join(folder, "whole.wav"));
      expect(whole.readUInt32LE(4)).toBe(whole.length - 8);
      const written = join(folder, "written.wav");
      await shell(`kotoba audio convert odd.wav written.wav --encoding ${encoding}`);
      expect(whole).toEqual(await readFile(written));
      expect(whole.length - samples.length).toBe(samples.length % 2);
      expect(await readFile(join(folder, "added.wav"))).toEqual(whole);
      expect((await readFile(join(folder, "behind.wav"))).subarray(4)).toEqual(whole);
    },
  );

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
