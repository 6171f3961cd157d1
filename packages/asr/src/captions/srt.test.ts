import { ConfigurationError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { toSrt } from "./srt.ts";

const segment = (text: string, start: number, end: number) => ({ text, start, end });

describe("toSrt", () => {
  it("numbers captions from 1, parts them with an empty line and ends with one newline", () => {
    const input = [
      segment("Good morning, everyone, and thank you for joining us.", 0.4, 4),
      segment("それでは早速ですが、今期の業績についてご報告いたします。", 4.32, 8.08),
    ];
    expect(toSrt({ segments: input })).toBe(
      [
        "1",
        "00:00:00,400 --> 00:00:04,000",
        "Good morning, everyone,",
        "and thank you for joining us.",
        "",
        "2",
        "00:00:04,320 --> 00:00:08,080",
        "それでは早速ですが、",
        "今期の業績についてご報告いたします。",
        "",
      ].join("\n"),
    );
  });

  it("writes hours beyond 99", () => {
    expect(toSrt([segment("Still here, after all this time.", 360_000, 363_661.001)])).toContain(
      "100:00:00,000 --> 100:00:07,000",
    );
    expect(toSrt([segment("Still here, after all this time.", 3661.001, 3664)])).toContain(
      "01:01:01,001 --> 01:01:04,000",
    );
  });

  it("is empty for no segments", () => {
    expect(toSrt([])).toBe("");
    expect(toSrt([segment(" ", 0, 1)])).toBe("");
  });

  it("does not let text pass for a line of times", () => {
    const file = toSrt([segment("00:00:01,000 --> 00:00:02,000\n\n2", 0, 2)]);
    expect(file.split("\n").slice(1)).toEqual([
      "00:00:00,000 --> 00:00:02,000",
      "00:00:01,000 -- > 00:00:02,000 2",
      "",
    ]);
  });

  it("keeps to the options", () => {
    const input = [segment("one two three four five six", 0, 6)];
    const lines = toSrt(input, { maxColumns: 9, maxLines: 1, maxCueSeconds: 5 }).split("\n");
    expect(lines.filter((line) => /^[a-z]/.test(line))).toEqual(["one two", "three", "four", "five six"]);
  });

  it.each([
    [{ maxColumns: 1 }, "maxColumns"],
    [{ maxColumns: 20.5 }, "maxColumns"],
    [{ maxColumns: Number.NaN }, "maxColumns"],
    [{ maxLines: 0 }, "maxLines"],
    [{ maxLines: Number.POSITIVE_INFINITY }, "maxLines"],
    [{ maxCueSeconds: 0.5 }, "maxCueSeconds"],
    [{ maxCueSeconds: Number.NaN }, "maxCueSeconds"],
  ])("rejects %j, naming the option", (options, name) => {
    expect(() => toSrt([], options)).toThrow(ConfigurationError);
    expect(() => toSrt([], options)).toThrow(name);
  });
});
