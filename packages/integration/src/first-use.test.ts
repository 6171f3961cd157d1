import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runNode } from "./fixtures/run-kotoba.ts";

/** What is loaded late is loaded but once: only a process of its own sees the first time. */
const PROGRAM = `
import { createReadStream } from "node:fs";
import { pathToFileURL } from "node:url";
const audio = await import(pathToFileURL(process.argv[2]).href);
const stream = createReadStream("there-is-none.wav");
const error = await audio[process.argv[1]](stream).catch((error) => error);
console.log(error.code);`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-first-use-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it.each(["probeAudio", "openDecoder"])(
  "a stream that fails at once is an error of %s, also of its first call",
  async (name) => {
    const audio = new URL("../../audio/dist/index.js", import.meta.url).pathname;
    const args = ["--input-type=module", "-e", PROGRAM, name, audio];
    expect(await runNode(args, { env: {}, cwd: folder })).toEqual({
      code: 0,
      stdout: "ENOENT\n",
      stderr: "",
    });
  },
);
