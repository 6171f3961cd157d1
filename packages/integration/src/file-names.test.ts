import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeWav } from "@kotoba/audio";
import { createScriptedEngine, type Emulator, startEmulator } from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kotoba, runKotoba } from "./fixtures/run-kotoba.ts";

const WAV = encodeWav(new Int16Array(16_000), { sampleRate: 16_000, channels: 1, encoding: "pcm16" });
/** `é` as it was before UTF-8. */
const LATIN1_E = Buffer.from([0xe9]);

let folder: string;
let emulator: Emulator;

/** The path of a place in the folder, its parts being text or bytes. */
const pathOf = (...parts: readonly (string | Buffer)[]) =>
  Buffer.concat([Buffer.from(`${folder}/`), ...parts.map((part) => Buffer.from(part))]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-file-names-"));
  emulator = await startEmulator({
    engines: [createScriptedEngine({ answers: [[[{ text: "hello", start: 0, end: 0.5 }]]] })],
  });
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

const transcribe = (...args: readonly string[]) =>
  runKotoba(["transcribe", "-l", "en", ...args], { env: emulator.env, cwd: folder });

describe.runIf(process.platform === "linux")("a name that is not UTF-8", () => {
  const NOT_UTF8 =
    /^kotoba: there is no (file|folder) .*caf\uFFFD.*\. Names that are not UTF-8 .* rename it\.\n$/;

  it.each(["talks", "talks/*.wav"])("in %s fails by itself, and the others go on: 8", async (argument) => {
    await mkdir(pathOf("talks"), { recursive: true });
    await writeFile(pathOf("talks/a.wav"), WAV);
    await writeFile(pathOf("talks/caf", LATIN1_E, ".wav"), WAV);
    for (const flags of [[], ["--resume"], ["--json"]]) {
      const { code, stdout, stderr } = await transcribe(argument, "-o", "out", ...flags);
      expect(code).toBe(8);
      expect(stderr).toMatch(
        /\nFailed:\n {2}talks\/caf\uFFFD\.wav: there is no file .* Names that are not UTF-8 .*\.\n1 done, 1 failed\.\n$/,
      );
      expect(stdout).toMatch(flags[0] === "--json" ? /"code":"file_not_found"/ : /^$/);
      expect(await readdir(join(folder, "out"))).toContain("a.txt");
    }
  });

  it("of a folder is told, too: 4", async () => {
    await mkdir(pathOf("folders/caf", LATIN1_E), { recursive: true });
    await writeFile(pathOf("folders/caf", LATIN1_E, "/a.wav"), WAV);
    const { code, stderr } = await transcribe("folders");
    expect([code, stderr]).toEqual([4, expect.stringMatching(NOT_UTF8)]);
  });

  it("does no harm where it would not have been looked at", async () => {
    await mkdir(pathOf("mixed"));
    await writeFile(pathOf("mixed/a.wav"), WAV);
    await writeFile(pathOf("mixed/caf", LATIN1_E, ".txt"), "");
    expect((await transcribe("mixed")).code).toBe(0);
  });

  it.each(["transcribe", "jobs submit", "listen", "audio probe"])(
    "as the argument of kotoba %s: 4",
    async (command) => {
      await writeFile(pathOf("caf", LATIN1_E, ".wav"), WAV);
      const line = `"${process.execPath}" "${kotoba}" ${command} "$(printf 'caf\\351.wav')"`;
      const env = { PATH: process.env.PATH, XDG_CONFIG_HOME: folder, ...emulator.env };
      const child = spawn("sh", ["-c", line], { env, cwd: folder });
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      const [code] = await once(child, "close");
      expect([code, stderr]).toEqual([4, expect.stringMatching(NOT_UTF8)]);
    },
  );
});

it("names that only look odd are names like others", async () => {
  for (const name of ["-dash.wav", "会議 『第二回』.wav", "replacement\uFFFD.wav", "new\nline.wav"]) {
    await writeFile(join(folder, name), WAV);
    expect(await transcribe("--", name)).toEqual({ code: 0, stdout: "hello\n", stderr: "" });
  }
});
