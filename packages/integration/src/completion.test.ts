import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completeIn, hasShell, type Shell } from "./fixtures/complete-in-shell.ts";
import { runKotoba } from "./fixtures/run-kotoba.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-completion-"));
  await writeFile(join(folder, "zebra talk.wav"), "");
});
afterAll(() => rm(folder, { recursive: true }));

async function scriptFor(shell: Shell): Promise<string> {
  const { code, stdout } = await runKotoba(["completion", shell], { env: {}, cwd: folder });
  expect(code).toBe(0);
  const path = join(folder, `kotoba.${shell}`);
  await writeFile(path, stdout);
  return path;
}

describe.each(["bash", "zsh", "fish"] as const)("%s", (shell) => {
  it.for<[what: string, line: string, offered: string[], withheld: string[]]>([
    ["commands", "kotoba ", ["transcribe", "doctor", "config"], ["submit"]],
    ["commands that begin so", "kotoba tr", ["transcribe", "translate"], ["doctor"]],
    ["commands of a command", "kotoba jobs ", ["submit", "get", "wait"], ["doctor"]],
    ["commands behind a flag with a value", "kotoba --url jobs jobs ", ["submit", "wait"], ["doctor"]],
    ["flags", "kotoba jobs wait --f", ["--format"], ["--ca", "--keyword"]],
    ["flags of the program", "kotoba jobs wait --al", ["--allow-insecure"], ["--format"]],
    ["choices of a flag", "kotoba transcribe --format ", ["srt", "vtt"], ["zebra", "doctor"]],
    ["choices of a short flag", "kotoba transcribe -f ", ["srt", "vtt"], ["zebra"]],
    ["choices behind an equals sign", "kotoba transcribe --format=v", ["vtt"], ["srt", "zebra"]],
    ["choices of an argument", "kotoba config get KOTOBA_TTS", ["KOTOBA_TTS_JA_URL"], ["KOTOBA_LOG"]],
    ["files for an argument", "kotoba transcribe ze", ["talk.wav"], ["doctor"]],
    ["files for a flag", "kotoba listen --captions ze", ["talk.wav"], ["doctor"]],
    ["nothing for a language", "kotoba speak --language ", [], ["zebra", "doctor", "--speaker"]],
  ])("offers %s", async ([, line, offered, withheld], context) => {
    if (!hasShell(shell)) context.skip(`${shell} is not installed here`);
    const shown = completeIn(shell, await scriptFor(shell), line, folder);
    for (const word of offered) expect(shown).toContain(word);
    for (const word of withheld) expect(shown).not.toContain(word);
  });
});

it.each(["zsh", "fish"] as const)("%s is told whole descriptions", async (shell) => {
  const script = await readFile(await scriptFor(shell), "utf8");
  expect(script).toContain("job: any length; one-shot: one request, up to two minutes, times for each word");
  expect(script).toContain("where transcripts go (default: beside their recordings)");
});

it("knows three shells", async () => {
  const { code, stderr } = await runKotoba(["completion", "powershell"], { env: {}, cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toContain("bash, zsh, fish");
});
