import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createScriptedEngine, type Emulator, sampleRecordings, startEmulator } from "@kotoba/emulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CountingProxy, startCountingProxy } from "./fixtures/counting-proxy.ts";
import { createGatedEngine, type GatedEngine } from "./fixtures/gated-engine.ts";
import {
  type Kill,
  type Outcome,
  type RunSettings,
  runKotoba,
  runKotobaOnTerminal,
  when,
} from "./fixtures/run-kotoba.ts";

const JOURNAL = ".kotoba-transcribe.jsonl";
const WORDS = [
  { text: "hello", start: 0.5, end: 0.9 },
  { text: "world", start: 1, end: 1.5 },
];
const recordings = sampleRecordings.filter(({ format }) => format === "wav").map(({ path }) => path);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-batch-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** Puts real recordings there. */
async function record(...names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await copyFile(recordings[index % recordings.length] ?? "", join(folder, name));
  }
}

const text = (name: string) => readFile(join(folder, name), "utf8");
const files = async (name = ".") => (await readdir(join(folder, name), { recursive: true })).sort();
const jsonLines = (printed: string) =>
  printed
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Runs the command in the folder. */
function transcribe(
  service: Pick<Emulator | CountingProxy, "env">,
  args: readonly string[],
  settings: Partial<RunSettings> = {},
): Promise<Outcome> {
  return runKotoba(["transcribe", "-l", "en", ...args], { env: service.env, cwd: folder, ...settings });
}

const scripted = () => startEmulator({ engines: [createScriptedEngine({ answers: [[WORDS]] })] });

describe("many recordings", () => {
  it("from files, folders and patterns become files beside them; nothing goes to standard output", async () => {
    await using emulator = await scripted();
    await record(
      "one.wav",
      "talks/a.WAV",
      "talks/会議/日本語.wav",
      "talks/.hidden.wav",
      "more/x.wav",
      "more/y.wav",
    );
    await writeFile(join(folder, "talks/notes.txt"), "not audio");
    const { code, stdout, stderr } = await transcribe(emulator, [
      "one.wav",
      "./one.wav",
      "talks",
      "more/*.wav",
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(await text("one.txt")).toBe("hello world\n");
    expect(await files("talks")).toEqual(
      [".hidden.wav", "a.WAV", "a.txt", "notes.txt", "会議", "会議/日本語.txt", "会議/日本語.wav"].sort(),
    );
    expect(await files("more")).toEqual(["x.txt", "x.wav", "y.txt", "y.wav"]);
    expect(stderr.match(/^done in \d+\.\d s +\S+\.txt$/gm)).toHaveLength(5);
    expect(stderr).toMatch(/\n5 done\.\n$/);
  });

  it("go into an output folder, with their own folders, in any format, in place of what was there", async () => {
    await using emulator = await scripted();
    await record("one.wav", "talks/a.wav", "talks/deep/b.wav");
    await mkdir(join(folder, "out"));
    await writeFile(join(folder, "out/a.json"), "old");
    await transcribe(emulator, ["one.wav", "talks", "-o", "out", "-f", "json"]);
    expect(await files("out")).toEqual(["a.json", "deep", "deep/b.json", "one.json"]);
    expect(JSON.parse(await text("out/a.json"))).toMatchObject({ version: 1, text: "hello world" });
    await transcribe(emulator, ["one.wav", "-o", "out/captions", "-f", "srt"]);
    expect(await text("out/captions/one.srt")).toContain("00:00:00,480 --> 00:00:01,520\nhello world");
    await transcribe(emulator, ["talks", "-f", "vtt", "-o", "out", "one.wav"]);
    expect(await text("out/deep/b.vtt")).toContain("WEBVTT");
  });

  it("a lone one goes to standard output as ever", async () => {
    await using emulator = await scripted();
    await record("one.wav", "talks/a.wav");
    expect(await transcribe(emulator, ["one.wav"])).toEqual({ code: 0, stdout: "hello world\n", stderr: "" });
    expect(await transcribe(emulator, ["talks"])).toMatchObject({ code: 0, stdout: "" });
    expect(await files()).toEqual(["one.wav", "talks", "talks/a.txt", "talks/a.wav"]);
  });

  it("are told one by one with --json", async () => {
    await using emulator = await scripted();
    await record("a.wav", "b.wav");
    await writeFile(join(folder, "empty.wav"), "");
    const { code, stdout, stderr } = await transcribe(emulator, [
      "a.wav",
      "empty.wav",
      "b.wav",
      "--json",
      "-o",
      "out",
    ]);
    const lines = jsonLines(stdout).sort((a, b) => (a.file < b.file ? -1 : 1));
    const seconds = expect.any(Number);
    expect(lines).toEqual([
      { version: 1, file: "a.wav", output: "out/a.txt", status: "done", seconds },
      { version: 1, file: "b.wav", output: "out/b.txt", status: "done", seconds },
      {
        version: 1,
        file: "empty.wav",
        output: "out/empty.txt",
        status: "failed",
        error: { code: "empty_audio", message: expect.stringContaining("empty.wav") },
        seconds,
      },
    ]);
    expect(code).toBe(8);
    expect(stderr).toContain("Failed:\n  empty.wav: the audio is empty: 0 bytes\n");
  });

  it("are so many at a time, and no more", async () => {
    await using emulator = await scripted();
    await using proxy = await startCountingProxy(emulator);
    await record(...["a", "b", "c", "d", "e", "f"].map((name) => `${name}.wav`));
    await transcribe(proxy, [".", "--concurrency", "2"]);
    expect(proxy.uploads).toHaveLength(6);
    expect(proxy.mostUnderWay).toBe(2);
    expect((await transcribe(proxy, [".", "--concurrency", "17"])).code).toBe(2);
  });

  it("stay under the requests that the service takes in a second", async () => {
    await using emulator = await startEmulator({
      engines: [createScriptedEngine({ answers: [[WORDS]] })],
      requestsPerSecond: 30,
    });
    await using proxy = await startCountingProxy(emulator);
    await record(...Array.from({ length: 18 }, (_, index) => `${index}.wav`));
    expect((await transcribe(proxy, [".", "--concurrency", "16"])).code).toBe(0);
    expect(proxy.statuses).not.toContain(429);
    expect(proxy.uploads).toHaveLength(18);
  });
});

describe("mistakes", () => {
  it.each<[string, number, string[], string]>([
    ["a missing file", 4, ["a.wav", "none.wav"], "there is no file none.wav"],
    ["a pattern that matches nothing", 4, ["a.wav", "*.flac"], "no file matches *.flac"],
    ["a folder without recordings", 4, ["void"], "the folder void holds no audio"],
    [
      "two results in one place",
      2,
      ["a.wav", "b/a.wav", "-o", "out"],
      "a.wav and b/a.wav would both become out/a.txt",
    ],
    ["a result in a recording's place", 2, ["a.wav", "a.txt"], "a.wav would replace a.txt"],
    ["standard input among others", 2, ["a.wav", "-"], "Standard input (-) goes alone"],
    ["a recording as the journal", 2, ["--resume", "a.wav", "b"], "--resume takes a.wav for its journal"],
  ])("%s: nothing is sent", async (_, code, args, words) => {
    await using emulator = await scripted();
    await using proxy = await startCountingProxy(emulator);
    await record("a.wav", "b/a.wav", "a.txt");
    await mkdir(join(folder, "void"));
    const before = await files();
    const outcome = await transcribe(proxy, args);
    expect(outcome.stderr).toMatch(/^kotoba: /);
    expect(outcome.stderr).toContain(words);
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(proxy.uploads).toEqual([]);
    expect(await files()).toEqual(before);
  });
});

describe("failures", () => {
  it("of one recording do not stop the others: 8, with what went wrong", async () => {
    await using emulator = await scripted();
    await record("a.wav", "c.wav");
    await writeFile(join(folder, "b.mp3"), "no audio");
    const { code, stdout, stderr } = await transcribe(emulator, ["."]);
    expect({ code, stdout }).toEqual({ code: 8, stdout: "" });
    expect(stderr).toMatch(/^failed +b\.mp3: Job .* failed: /m);
    expect(stderr).toMatch(/\nFailed:\n {2}b\.mp3: Job .* failed: .*\n2 done, 1 failed\.\n$/);
    expect(await files()).toEqual(["a.txt", "a.wav", "b.mp3", "c.txt", "c.wav"]);
  });

  it("of the disk are told with the job, whose transcript can still be had", async () => {
    await using emulator = await scripted();
    await record("a.wav", "b.wav");
    await mkdir(join(folder, "b.txt"));
    const { code, stderr } = await transcribe(emulator, ["."]);
    expect(code).toBe(8);
    expect(stderr).toMatch(
      /b\.wav: b\.txt cannot be written: .*\. To get the transcript: kotoba jobs wait [\w-]+\n1 done, 1 failed/,
    );
    expect(await files()).toEqual(["a.txt", "a.wav", "b.txt", "b.wav"]);
  });

  it("that all would share stop the batch, with their own code", async () => {
    await using emulator = await startEmulator({ apiKey: "right-key" });
    await using proxy = await startCountingProxy(emulator);
    await record(...["a", "b", "c", "d", "e", "f"].map((name) => `${name}.wav`));
    const env = { ...proxy.env, KOTOBA_API_KEY: "wrong-key" };
    const refused = await transcribe({ env }, [".", "--concurrency", "2"]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/^failed .*\n0 done, 1 failed, 5 not begun\.\nkotoba: .*\n$/);
    expect(proxy.uploads.length).toBeLessThan(3);
    const noKey = await transcribe({ env: { ...proxy.env, KOTOBA_API_KEY: "" } }, ["."]);
    expect(noKey.code).toBe(3);
    expect(noKey.stderr).toContain("KOTOBA_API_KEY");
  });

  it("a quota that is used up lets those under way end", async () => {
    await using emulator = await scripted();
    const error = { code: "quota_exceeded", type: "invalid_request_error", message: "Used up.", param: null };
    await using proxy = await startCountingProxy(emulator, (name) =>
      name === "c.wav" ? { status: 403, body: { error } } : undefined,
    );
    await record(...["a", "b", "c", "d", "e", "f"].map((name) => `${name}.wav`));
    const { code, stderr } = await transcribe(proxy, [".", "--concurrency", "2"]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/2 done, 1 failed, 3 not begun\.\nkotoba: .*Used up/);
  });
});

describe("--resume", () => {
  const names = ["a", "b", "c", "d", "e"].map((name) => `${name}.wav`);
  const args = ["talks", "-o", "out", "--resume", "--concurrency", "2"];
  const submittedIn = (journal: string) =>
    [...journal.matchAll(/"submitted".*"path":"[^"]*\/(\w+\.wav)".*\n/g)].map(([, name = ""]) => name);
  let proxy: CountingProxy;
  let emulator: Emulator;
  let engine: GatedEngine;

  async function prepare(quick: number): Promise<void> {
    engine = createGatedEngine("spoken", quick);
    emulator = await startEmulator({ engines: [engine] });
    proxy = await startCountingProxy(emulator);
    await record(...names.map((name) => `talks/${name}`));
  }

  afterEach(async () => {
    await proxy[Symbol.asyncDispose]();
    await emulator.close();
  });

  it("does what is done no second time, and what has changed anew", async () => {
    await prepare(Number.POSITIVE_INFINITY);
    expect((await transcribe(proxy, args)).code).toBe(0);
    expect(await text("out/e.txt")).toBe("spoken\n");
    const again = await transcribe(proxy, [...args, "--json"]);
    expect(again.stderr).toMatch(/0 done, 5 already done\.\n$/);
    expect(jsonLines(again.stdout).map(({ status }) => status)).toEqual(Array(5).fill("skipped"));
    expect(proxy.uploads.toSorted()).toEqual(names);

    await appendFile(join(folder, "talks/b.wav"), "more");
    await utimes(join(folder, "talks/c.wav"), new Date(0), new Date(0));
    expect((await transcribe(proxy, args)).stderr).toMatch(/2 done, 3 already done/);
    expect(proxy.uploads.toSorted()).toEqual([...names, "b.wav", "c.wav"].sort());
    // Other settings make another transcript.
    expect((await transcribe(proxy, [...args, "--timestamps"])).stderr).toMatch(/\n5 done\.\n$/);
  });

  it("fetches a result that is gone, or another format, from the job that made it", async () => {
    await prepare(Number.POSITIVE_INFINITY);
    await transcribe(proxy, [...args, "-f", "json"]);
    const first = JSON.parse(await text("out/a.json"));
    await rm(join(folder, "out/a.json"));
    expect((await transcribe(proxy, [...args, "-f", "json"])).stderr).toMatch(/1 done, 4 already done/);
    expect(JSON.parse(await text("out/a.json"))).toEqual(first);
    expect((await transcribe(proxy, args)).stderr).toMatch(/\n5 done\.\n$/);
    expect(await text("out/e.txt")).toBe("spoken\n");
    expect(proxy.uploads).toHaveLength(5);
  });

  it("waits, after a kill, for the jobs that it had submitted", async () => {
    await prepare(2);
    const journal = join(folder, "out", JOURNAL);
    const killed = await transcribe(proxy, args, {
      env: { ...proxy.env, KOTOBA_LOG: "debug" },
      async watch(_seen, kill) {
        const written = await readFile(journal, "utf8").catch(() => "");
        const [done, submitted] = [/"done"/g, /"submitted"/g].map((state) => written.match(state)?.length);
        if (done === 2 && submitted === 4) kill("SIGKILL");
      },
    });
    expect(killed.code).toBeNull();
    expect(proxy.uploads).toHaveLength(4);
    engine.release();
    const { code, stderr } = await transcribe(proxy, args);
    expect(code).toBe(0);
    expect(stderr).toMatch(/3 done, 2 already done\.\n$/);
    // No recording was paid for twice.
    expect(proxy.uploads.toSorted()).toEqual(names);
    expect((await files("out")).filter((name) => name.endsWith(".txt"))).toHaveLength(5);
  });

  it("never submits again what the journal knew, wherever it was killed", async () => {
    await prepare(Number.POSITIVE_INFINITY);
    const uploadsOf = (name: string) => proxy.uploads.filter((upload) => upload === name).length;
    /** How often each had been uploaded when the journal knew it for the first time. */
    const known = new Map<string, number>();
    let kills = 0;
    for (const answers of [1, 2, 3, 4, 5]) {
      const before = proxy.statuses.length;
      const { code } = await transcribe(proxy, args, {
        env: { ...proxy.env, KOTOBA_LOG: "debug" },
        watch: (_seen, kill) => proxy.statuses.length - before >= answers && kill("SIGKILL"),
      });
      if (code === null) kills++;
      const journal = await readFile(join(folder, "out", JOURNAL), "utf8").catch(() => "");
      for (const name of submittedIn(journal)) if (!known.has(name)) known.set(name, uploadsOf(name));
    }
    const last = await transcribe(proxy, args);
    expect(last).toMatchObject({ code: 0, stderr: expect.stringMatching(/done\.\n$/) });
    expect((await files("out")).filter((name) => name.endsWith(".txt"))).toHaveLength(5);
    expect(kills).toBeGreaterThan(2);
    expect(known.size).toBeGreaterThan(2);
    for (const [name, uploads] of known) expect([name, uploadsOf(name)]).toEqual([name, uploads]);
  });

  it("reads a journal whose last line was torn", async () => {
    await prepare(Number.POSITIVE_INFINITY);
    const journal = join(folder, "out", JOURNAL);
    await transcribe(proxy, args);
    const whole = await readFile(journal, "utf8");
    expect(whole).toMatch(/"state":"done".*\n$/);
    await writeFile(journal, whole.slice(0, -20));
    // The job of that one is known, its end is not.
    expect((await transcribe(proxy, args)).stderr).toMatch(/1 done, 4 already done\.\n$/);
    expect((await transcribe(proxy, args)).stderr).toMatch(/0 done, 5 already done\.\n$/);
    expect(proxy.uploads.toSorted()).toEqual(names);
  });

  it("submits again what the service has forgotten, and what came to nothing", async () => {
    await prepare(Number.POSITIVE_INFINITY);
    const journal = join(folder, "out", JOURNAL);
    await writeFile(join(folder, "talks/broken.mp3"), "no audio");
    expect((await transcribe(proxy, args)).code).toBe(8);
    expect((await transcribe(proxy, args)).code).toBe(8);
    expect(proxy.uploads.filter((name) => name === "broken.mp3")).toHaveLength(2);
    const forgotten = (await readFile(journal, "utf8")).replace(
      /("path":"[^"]*a\.wav".*"jobId":")[^"]*/,
      "$1no-such-job",
    );
    await writeFile(journal, forgotten);
    await rm(join(folder, "out/a.txt"));
    expect((await transcribe(proxy, args)).stderr).toMatch(/1 done, 4 already done, 1 failed\.\n$/);
    expect(proxy.questions).toContain("no-such-job");
    expect(proxy.uploads.filter((name) => name === "a.wav")).toHaveLength(2);
  });

  it("is for one process at a time; the lock of one that was killed is taken over", async () => {
    await prepare(0);
    let second: Promise<Outcome> | undefined;
    const first = await transcribe(proxy, args, {
      env: { ...proxy.env, KOTOBA_LOG: "debug" },
      watch({ stderr }, kill) {
        if (second !== undefined || !stderr.includes("status=202")) return;
        second = transcribe(proxy, args);
        void second.then(() => kill("SIGKILL"));
      },
    });
    expect(first.code).toBeNull();
    expect((await second)?.code).toBe(2);
    expect((await second)?.stderr).toMatch(/^kotoba: The journal .* is in use by process \d+\./);
    engine.release();
    expect((await transcribe(proxy, args)).code).toBe(0);
    expect((await files("out")).filter((name) => name.includes("lock"))).toEqual([]);
  });
});

describe("Ctrl-C", () => {
  const names = ["a", "b", "c", "d", "e"].map((name) => `${name}.wav`);

  /** Presses it once two recordings are being worked on, and goes on from there. */
  async function interrupted(args: readonly string[], then: (engine: GatedEngine, kill: Kill) => void) {
    const engine = createGatedEngine("spoken", 0);
    await using emulator = await startEmulator({ engines: [engine] });
    await record(...names);
    const press = when<Kill>("No more files are begun", (kill) => then(engine, kill));
    let pressed = false;
    return await transcribe(emulator, [".", "--concurrency", "2", ...args], {
      env: { ...emulator.env, KOTOBA_LOG: "debug" },
      watch({ stderr }, kill) {
        press(stderr, kill);
        if (pressed || (stderr.match(/status=202/g)?.length ?? 0) < 4) return;
        pressed = true;
        kill("SIGINT");
      },
    });
  }

  it("once: those under way go on, no others are begun", async () => {
    const { code, stdout, stderr } = await interrupted(["--json"], (engine) => engine.release());
    expect(code).toBe(130);
    expect(stderr).toMatch(/2 done, 3 not begun\.\nInterrupted\.\n$/);
    expect(
      jsonLines(stdout)
        .map(({ file, status }) => [file, status])
        .sort(),
    ).toEqual([
      ["a.wav", "done"],
      ["b.wav", "done"],
    ]);
    expect(await files()).toEqual(["a.txt", "a.wav", "b.txt", "b.wav", "c.wav", "d.wav", "e.wav"]);
  });

  it("twice: all stops, and how to get at the jobs is said", async () => {
    const { code, stdout, stderr } = await interrupted(["--json"], (_, kill) => kill("SIGINT"));
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /Stopped\..*:\n {2}[ab]\.wav: kotoba jobs wait [\w-]+\n {2}[ab]\.wav: kotoba jobs wait [\w-]+\n0 done, 2 stopped, 3 not begun\.\nInterrupted\.\n$/,
    );
    expect(jsonLines(stdout)[0]).toMatchObject({ status: "interrupted", jobId: expect.any(String) });
    expect(await files()).toEqual(names);
  });

  it("twice with --resume: the same command takes the jobs up", async () => {
    const { stderr } = await interrupted(["--resume"], (_, kill) => kill("SIGINT"));
    expect(stderr).toContain("the same command takes them up again");
    expect(await files()).toEqual([JOURNAL, ...names]);
    expect((await text(JOURNAL)).match(/"submitted"/g)).toHaveLength(2);
  });
});

describe.runIf(process.platform === "linux")("on a terminal", () => {
  it.each([40, 100])(
    "of %i columns, what is under way and what has ended each keep to their line",
    async (columns) => {
      const engine = createGatedEngine("spoken", 0);
      await using emulator = await startEmulator({ engines: [engine] });
      const name = "日本語の長い名前の録音ファイル";
      await record(`talks/${name}-1.wav`, `talks/${name}-2.wav`);
      const fitted = (ending: string) => (columns === 40 ? `…音ファイル${ending}` : `talks/${name}${ending}`);
      const underWay = new RegExp(`transcribing \\d+ s +${fitted("-1.wav")}\r\n`);
      const { code, shown } = await runKotobaOnTerminal(["transcribe", "-l", "en", "talks"], {
        env: emulator.env,
        cwd: folder,
        columns,
        watch: (shown) => underWay.test(shown) && engine.release(),
      });
      expect(code).toBe(0);
      expect(shown).toMatch(underWay);
      expect(shown).toContain("0 of 2");
      expect(shown).toContain(` s       ${fitted("-2.txt")}\r\n`);
      expect(shown).toMatch(/2 done\.\r\n$/);
    },
  );
});
