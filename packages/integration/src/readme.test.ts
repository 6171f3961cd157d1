import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { probeAudio } from "@kotoba/audio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeBlocks, projectFolder, readPage, sectionOf } from "./fixtures/documents.ts";
import { createExampleFolder, type ExampleFolder } from "./fixtures/example-folder.ts";

/** What the README tells to paste is pasted: with the built packages, real engines, and a recording of a person. */
const readme = readPage("README.md");

let folder: ExampleFolder;

beforeAll(async () => {
  folder = await createExampleFolder();
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** The code of one language below a heading, in its order. */
function code(heading: string, language: string): readonly string[] {
  const blocks = codeBlocks(sectionOf(readme, heading)).filter((block) => block.language === language);
  return blocks.map((block) => block.code);
}

/** Runs the first program below a heading, and gives what it prints. */
async function runProgram(heading: string): Promise<string> {
  await writeFile(join(folder.path, "start.mjs"), code(heading, "js")[0] ?? "");
  const options = { cwd: folder.path, env: folder.env };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["start.mjs"], options);
  expect(stderr).toBe("");
  return stdout;
}

describe("what is to be pasted into a file", () => {
  it("on the first screen speaks, and understands itself", async () => {
    expect(await runProgram("Kotoba SDK for TypeScript")).toBe("good morning\n");
  });

  it("makes captions of a recording, those that are shown", async () => {
    const heading = "A recording becomes text";
    const [shown] = code(heading, "");
    expect((await runProgram(heading)).trim()).toBe(shown?.trim());
  });

  it("understands a person who is speaking, and answers", async () => {
    const printed = await runProgram("Speech becomes text while it is being spoken, and is answered");
    expect(printed).toBe('go forward ten meters\n"go forward ten meters"\n');
    const { codec, durationSeconds } = await probeAudio(join(folder.path, "answer.wav"));
    expect(codec).toBe("float32");
    expect(durationSeconds).toBeGreaterThan(1);
  });
});

describe("what is to be pasted into a terminal", () => {
  it("speaks, transcribes, listens and translates, with what the emulator prints", async () => {
    const [start = "", commands = ""] = code("At a terminal", "sh");
    const options = { cwd: folder.path, env: folder.env };
    const terminal = spawn("bash", ["-c", start], { ...options, detached: true });
    const ended = once(terminal, "exit");
    try {
      let variables = "";
      for await (const text of terminal.stdout.setEncoding("utf8")) {
        variables += text;
        if (variables.split("\n").length > 5) break;
      }
      expect(variables).toMatch(/^(export \w+=\S+\n){5}$/);
      const { stdout, stderr } = await promisify(execFile)("bash", ["-ec", variables + commands], options);
      const said = "the weather is nice today";
      expect(stdout).toMatch(new RegExp(`^(${said}\n){3}file +weather-ja.wav\n`));
      expect(stderr).toMatch(/^weather\.wav: .*\nweather-ja\.wav: .*\n$/);
      expect(await readFile(join(folder.path, "weather.vtt"), "utf8")).toContain(said);
      const { sampleRate, durationSeconds } = await probeAudio(join(folder.path, "weather-ja.wav"));
      expect(sampleRate).toBe(24_000);
      expect(durationSeconds).toBeGreaterThan(1);
    } finally {
      // As Ctrl-C does: all that was started there.
      if (terminal.pid !== undefined) process.kill(-terminal.pid, "SIGINT");
      await ended;
    }
  });

  it("packs the packages with the project's own pnpm", async () => {
    const { packageManager } = JSON.parse(await readFile(join(projectFolder, "package.json"), "utf8"));
    expect(
      code("Install", "sh")
        .join("")
        .match(/pnpm@\S+/g),
    ).toEqual([packageManager]);
  });

  it("runs scripts that there are, those of every commit among them", async () => {
    const { scripts } = JSON.parse(await readFile(join(projectFolder, "package.json"), "utf8"));
    const commandsIn = (text: string) => text.match(/^npm (test|run \w+)/gm) ?? [];
    const commands = codeBlocks(readme.text).flatMap((block) => commandsIn(block.code));
    const names = commands.map((command) => command.split(" ").at(-1));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(names));
    const ofEveryCommit = commandsIn(await readFile(join(projectFolder, ".ci/run"), "utf8"));
    expect(ofEveryCommit).toContain("npm test");
    expect(commands).toEqual(expect.arrayContaining(ofEveryCommit));
  });
});
