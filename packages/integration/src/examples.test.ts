import { access, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bytesToInt16, encodeWav, probeAudio } from "@kotoba/audio";
import { type Emulator, sampleRecordings, startEmulator } from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCompanyNetwork } from "./fixtures/company-network.ts";
import { type Outcome, type RunSettings, runNode, when } from "./fixtures/run-kotoba.ts";

const EXAMPLES = fileURLToPath(new URL("../../../examples/", import.meta.url));
const MICROPHONE = fileURLToPath(new URL("fixtures/play-microphone.mjs", import.meta.url));
const vitest = join(createRequire(import.meta.url).resolve("vitest/package.json"), "../vitest.mjs");

/** Real recordings, and what is said in them. */
const FORWARD = "go forward ten meters";
const SOMEWHERE = "go somewhere and do something";

let emulator: Emulator;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-examples-"));
  emulator = await startEmulator();
  for (const { name, path } of sampleRecordings.filter(({ format }) => format === "raw")) {
    const samples = bytesToInt16(await readFile(path));
    await writeFile(at(`${name}.wav`), encodeWav(samples, { sampleRate: 16_000 }));
  }
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

/** Runs an example as its reader would, beside a recording, with no more in its environment than the emulator's variables. */
function run(name: string, args: readonly string[], settings: Partial<RunSettings> = {}): Promise<Outcome> {
  const env = { ...emulator.env, ...settings.env };
  return runNode([join(EXAMPLES, name), ...args], { cwd: folder, ...settings, env });
}

/** A program that stands in for one that records; see play-microphone.mjs for what it may hear. */
function recorder(...sounds: readonly (string | number)[]): string {
  return ["node", MICROPHONE, ...sounds].join(" ");
}

/** How long the samples are that were played, in seconds. */
async function secondsPlayed(name: string): Promise<number> {
  return (await stat(at(name))).size / 2 / 24_000;
}

const ok = (stdout: unknown): object => ({ code: 0, stdout });

const tests: Readonly<Record<string, () => Promise<void>>> = {
  async "batch-files.js"() {
    await mkdir(at("batch"));
    await copyFile(at("goforward.wav"), at("batch", "a.wav"));
    await copyFile(at("something.wav"), at("batch", "b.wav"));
    await writeFile(at("batch", "c.wav"), "no audio");
    const { code, stdout, stderr } = await run("batch-files.js", ["batch", "en"]);
    expect([code, stdout.split("\n").sort()]).toEqual([1, ["", `a.wav: ${FORWARD}`, `b.wav: ${SOMEWHERE}`]]);
    expect(stderr).toMatch(/^c\.wav: Job .* failed: /);
    expect(await readFile(at("batch", "a.wav.txt"), "utf8")).toBe(`${FORWARD}\n`);
    // What is done is not done again.
    await rm(at("batch", "c.wav"));
    expect(await run("batch-files.js", ["batch", "en"])).toEqual({ ...ok(""), stderr: "" });
  },

  async "subtitles.js"() {
    await copyFile(at("goforward.wav"), at("talk.wav"));
    expect(await run("subtitles.js", ["talk.wav"])).toMatchObject(ok("talk.srt\n"));
    const subtitles = await readFile(at("talk.srt"), "utf8");
    expect(subtitles).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\ngo forward ten meters\n/);
  },

  async "live-from-file.js"() {
    const outcome = await run("live-from-file.js", ["goforward.wav"]);
    expect(outcome).toEqual({ ...ok(`${FORWARD}\n`), stderr: expect.stringMatching(/go .*forward/) });
  },

  async "live-from-microphone.js"() {
    // It never ends: Ctrl-C does.
    const env = { RECORDER: recorder("goforward.wav", 600) };
    const watch = when(FORWARD, (kill: (signal: "SIGINT") => void) => kill("SIGINT"));
    const outcome = await run("live-from-microphone.js", [], {
      env,
      watch: ({ stdout }, kill) => watch(stdout, kill),
    });
    expect(outcome).toMatchObject(ok(`\n${FORWARD}\n`));
  },

  async "live-on-a-bad-line.js"() {
    await using unreliable = await startEmulator({ faults: ["drop@1500ms", "refuse:1"] });
    const outcome = await run("live-on-a-bad-line.js", ["goforward.wav"], { env: unreliable.env });
    expect(outcome).toMatchObject(ok(`${FORWARD}\n`));
    expect(outcome.stderr).toMatch(/^The line is lost: attempt 1 .*\n.*attempt 2 .*\nIt is back: /);
    expect(outcome.stderr).toContain("Reconnections: 1, gaps: 0");
  },

  async "caption-server.js"() {
    const answers: string[] = [];
    let asked = false;
    const outcome = await run("caption-server.js", [], {
      env: { PORT: "0" },
      watch({ stdout }, kill) {
        const url = /http:\S+/.exec(stdout)?.[0];
        if (url === undefined || asked) return;
        asked = true;
        void ask(url)
          .catch((error) => answers.push(String(error)))
          .finally(() => kill("SIGTERM"));
      },
    });
    async function ask(url: string): Promise<void> {
      for (const body of [await readFile(at("goforward.wav")), "no audio"]) {
        const response = await fetch(`${url}/?language=en`, { method: "POST", body });
        answers.push(`${response.status} ${response.headers.get("content-type")} ${await response.text()}`);
      }
    }
    expect(outcome.code).toBe(0);
    expect(answers).toEqual([
      expect.stringMatching(/^200 text\/vtt.*WEBVTT\n\n.* --> .*\ngo forward ten meters\n/s),
      expect.stringMatching(/^422 text\/plain.* Job .* failed: /s),
    ]);
  },

  async "llm-to-speech.js"() {
    const { code, stdout } = await run("llm-to-speech.js", ["answer.wav"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The first audio comes .*\nThe text is complete .*\nanswer\.wav\n$/);
    expect(await probeAudio(at("answer.wav"))).toMatchObject({
      sampleRate: 24_000,
      codec: "pcm16",
      durationSeconds: expect.toSatisfy((seconds: number) => seconds > 4),
    });
  },

  async "speak-and-play.js"() {
    const play = (player: string) => run("speak-and-play.js", [], { env: { PLAYER: player } });
    expect(await play(`tee ${at("spoken.raw")}`)).toEqual({ ...ok(""), stderr: "" });
    expect(await secondsPlayed("spoken.raw")).toBeGreaterThan(1);
    expect(await play("no-such-player")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no-such-player ENOENT"),
    });
  },

  async "translate-file.js"() {
    const { code, stdout } = await run("translate-file.js", ["something.wav"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^something\.ja\.wav, \d\.\d s\nWhat was said: go somewhere and do something\n$/);
    expect(await probeAudio(at("something.ja.wav"))).toMatchObject({ sampleRate: 24_000 });
  },

  async "live-interpreter.js"() {
    const env = { RECORDER: recorder("goforward.wav", 1), PLAYER: `tee ${at("interpreted.raw")}` };
    expect(await run("live-interpreter.js", [], { env })).toMatchObject(ok(`${FORWARD}\n`));
    expect(await secondsPlayed("interpreted.raw")).toBeGreaterThan(1);
  },

  async "voice-agent.js"() {
    // While it is still answering, somebody speaks up.
    const played = at("agent.raw");
    const env = {
      RECORDER: recorder("goforward.wav", `until:${played}`, "something.wav", 2),
      PLAYER: `tee ${played}`,
    };
    const { code, stdout, stderr } = await run("voice-agent.js", [], { env });
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toEqual([
      `You: ${FORWARD}`,
      expect.stringMatching(/^Agent: You said/),
      `You: ${SOMEWHERE}`,
      expect.stringMatching(/^Agent: /),
    ]);
    // It was cut off: what was not heard is not in the dialogue.
    expect(lines[1]).not.toContain("speak up");
    expect(await secondsPlayed("agent.raw")).toBeGreaterThan(1);
  },

  async "resume-job.js"() {
    await copyFile(at("goforward.wav"), at("long.wav"));
    const words = FORWARD.split(" ").map((text, place) => ({ text, start: place, end: place + 0.5 }));
    await using slow = await startEmulator({ scenario: { answers: [{ words }], latency: { jobMs: 2000 } } });
    const crash = when("is submitted", (kill: (signal: "SIGKILL") => void) => kill("SIGKILL"));
    const first = await run("resume-job.js", ["long.wav"], {
      env: slow.env,
      watch: ({ stderr }, kill) => crash(stderr, kill),
    });
    expect(first).toMatchObject({ code: null, stdout: "" });
    const second = await run("resume-job.js", ["long.wav"], { env: slow.env });
    expect(second).toEqual({ ...ok(`${FORWARD}\n`), stderr: "" });
    const uploads = slow.traffic.filter((record) => record.type === "request" && record.method === "POST");
    expect(uploads).toHaveLength(1);
    await expect(access(at("long.wav.job"))).rejects.toThrow("ENOENT");
  },

  async "custom-route.js"() {
    await using company = await startCompanyNetwork(emulator.url);
    await writeFile(at("company.pem"), company.certificate);
    const env = { HTTPS_PROXY: company.proxyUrl(), COMPANY_CA: "company.pem", SERVICE: company.host };
    const { code, stdout, stderr } = await run("custom-route.js", ["goforward.wav"], { env });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("s2st en to ja: wss://kotoba.example/sts\n");
    expect(stdout).toMatch(/\ngo forward ten meters\n\d\.\d s of speech\n$/);
    expect(new Set(company.proxy.asked)).toEqual(new Set(["kotoba.example:443"]));
  },

  async "handle-errors.js"() {
    await using strict = await startEmulator({ apiKey: "the-right-key" });
    const env = { ...strict.env, KOTOBA_API_KEY: "another-key" };
    expect(await run("handle-errors.js", ["goforward.wav"], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^AuthError .*\nCheck KOTOBA_API_KEY\.\n/),
    });
    expect(await run("handle-errors.js", ["missing.wav"])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^AudioFormatError file_not_found: .*\nCheck the file\.\n/),
    });
    expect(await run("handle-errors.js", ["goforward.wav"])).toEqual({ ...ok(`${FORWARD}\n`), stderr: "" });
  },

  async "with-node.test.js"() {
    const { code, stdout } = await runNode(["--test", "with-node.test.js"], { env: {}, cwd: EXAMPLES });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/(#|ℹ) pass 3/)]);
  },

  async "with-vitest.test.js"() {
    const args = [vitest, "run", "with-vitest.test.js"];
    const { code, stdout } = await runNode(args, { env: { NO_COLOR: "1" }, cwd: EXAMPLES });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Tests +3 passed \(3\)/)]);
  },
};

// They share one thread that recognises, and may wait for each other.
describe.concurrent("the example", { timeout: 240_000 }, () => {
  it.each(Object.entries(tests))("%s", (_, test) => test());
});

describe("the examples", () => {
  it("are all tested, say how they are run, and are listed", async () => {
    const names = (await readdir(EXAMPLES)).filter((name) => name.endsWith(".js"));
    expect(Object.keys(tests).sort()).toEqual(names.sort());
    const list = await readFile(join(EXAMPLES, "README.md"), "utf8");
    for (const name of names) {
      const source = await readFile(join(EXAMPLES, name), "utf8");
      expect(source).toMatch(new RegExp(`^// .*\\n(//.*\\n)*// +(\\S+=\\S+ )?(node|npx).* ${name}`));
      expect(list).toContain(`(${name})`);
    }
  });
});
