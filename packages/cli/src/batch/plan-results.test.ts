import { describe, expect, it } from "vitest";
import { planResults, type ResultPlace } from "./plan-results.ts";

const beside: ResultPlace = { folder: undefined, format: "text", reserved: [] };

const outputs = (paths: readonly string[], place: Partial<ResultPlace> = {}) =>
  planResults(
    paths.map((path) => ({ path, name: path })),
    { ...beside, ...place },
  ).map(({ output }) => output);

describe("transcripts", () => {
  it("go beside their recordings, named after them", () => {
    expect(outputs(["talk.wav", "a/b.c.mp3", "a/none", "a/.wav"])).toEqual([
      "talk.txt",
      "a/b.c.txt",
      "a/none.txt",
      "a/.wav.txt",
    ]);
    for (const format of ["json", "srt", "vtt"] as const)
      expect(outputs(["a/会議.wav"], { format })).toEqual([`a/会議.${format}`]);
  });

  it("go into a folder, with the folders that were walked", () => {
    const inputs = [{ path: "/there/talks/a/b.wav", name: "a/b.wav" }];
    expect(planResults(inputs, { ...beside, folder: "out" })).toEqual([
      { input: "/there/talks/a/b.wav", output: "out/a/b.txt" },
    ]);
  });

  it("never go to one place", () => {
    expect(() => outputs(["talk.wav", "talk.mp3"])).toThrow(
      "talk.wav and talk.mp3 would both become talk.txt",
    );
    const inputs = ["a", "b"].map((folder) => ({ path: `${folder}/talk.wav`, name: "talk.wav" }));
    expect(() => planResults(inputs, { ...beside, folder: "out" })).toThrow("would both become out/talk.txt");
    expect(planResults(inputs, beside)).toHaveLength(2);
  });

  it("never replace a recording, nor the journal", () => {
    expect(() => outputs(["talk.wav", "./talk.txt"])).toThrow("talk.wav would replace ./talk.txt");
    expect(() => outputs(["talk.wav"], { reserved: ["talk.txt"] })).toThrow("would replace talk.txt");
  });
});
