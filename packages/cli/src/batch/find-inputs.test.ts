import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findInputs, isOneRecording } from "./find-inputs.ts";

let folder: string;
const at = (...parts: readonly string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-inputs-"));
  const files = [
    "talks/b.MP3",
    "talks/a.wav",
    "talks/notes.txt",
    "talks/wav",
    "talks/.hidden.wav",
    "talks/.hidden/c.wav",
    "talks/会議/第二回.m4a",
    "talks [2024]/x.wav",
    "empty/readme.md",
  ];
  for (const file of files) {
    await mkdir(dirname(at(file)), { recursive: true });
    await writeFile(at(file), "");
  }
});

afterAll(() => rm(folder, { recursive: true }));

async function namesOf(...args: readonly string[]): Promise<string[]> {
  return (await findInputs(args)).map(({ name }) => name);
}

describe("folders", () => {
  it("give their audio and video, sorted, from below too, and nothing hidden", async () => {
    expect(await findInputs([at("talks")])).toEqual(
      ["a.wav", "b.MP3", join("会議", "第二回.m4a")].map((name) => ({ path: at("talks", name), name })),
    );
  });

  it("end, whatever their links lead to", async () => {
    const linked = await mkdtemp(join(tmpdir(), "kotoba-links-"));
    await mkdir(join(linked, "z/deep"), { recursive: true });
    await writeFile(join(linked, "z/deep/talk.wav"), "");
    await symlink("../..", join(linked, "z/deep/loop"));
    await symlink("z", join(linked, "a"));
    await symlink("z/deep/talk.wav", join(linked, "twice.wav"));
    await symlink("nowhere.wav", join(linked, "dangling.wav"));
    await symlink(at("talks"), join(linked, "elsewhere"));
    expect(await namesOf(linked)).toEqual([
      "elsewhere/a.wav",
      "elsewhere/b.MP3",
      "elsewhere/会議/第二回.m4a",
      "twice.wav",
    ]);
    expect(await namesOf(join(linked, "z"))).toEqual(["deep/talk.wav"]);
    await rm(linked, { recursive: true });
  });
});

describe("patterns", () => {
  it("match files as a shell would, and keep the folders below the first wildcard", async () => {
    expect(await namesOf(`${folder}/talks/*.{wav,MP3}`)).toEqual(["a.wav", "b.MP3"]);
    expect(await namesOf(`${folder}/**/*.m4a`)).toEqual([join("talks", "会議", "第二回.m4a")]);
    expect(await namesOf(`${folder}/talks/会議/*`)).toEqual(["第二回.m4a"]);
    // Whose first wildcard is hard to tell: bare names, which stay inside of any output folder.
    expect(await namesOf(`${folder}/{talks/会議,empty}/*`)).toEqual(["readme.md", "第二回.m4a"]);
  });

  it("are not seen in the names of files that are there", async () => {
    expect(await namesOf(at("talks [2024]"), at("talks [2024]/x.wav"))).toEqual(["x.wav"]);
  });

  it("that match nothing are a mistake, as missing files and empty folders are", async () => {
    const mistakes = [
      ["*.flac", /no file matches .*\*\.flac/],
      ["none.wav", /there is no file .*none\.wav/],
      ["empty", /the folder .*empty holds no audio/],
    ] as const;
    for (const [name, message] of mistakes) {
      const found = findInputs([at("talks"), at(name)]);
      await expect(found).rejects.toThrow(message);
      await expect(found).rejects.toMatchObject({ code: "file_not_found" });
    }
  });
});

it("takes each file once, by whatever names it is given", async () => {
  const once = [at("talks/a.wav"), `${folder}/talks/../talks/a.wav`, at("talks"), `${folder}/talks/*.wav`];
  expect(await namesOf(...once)).toEqual(["a.wav", "b.MP3", join("会議", "第二回.m4a")]);
});

it("tells one recording from many", async () => {
  const one = ["-", at("talks/a.wav"), at("talks/missing.wav"), at("talks [2024]/x.wav")];
  for (const argument of one) expect(await isOneRecording(argument)).toBe(true);
  for (const argument of [at("talks"), `${folder}/*.wav`]) expect(await isOneRecording(argument)).toBe(false);
});
