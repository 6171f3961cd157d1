import { describe, expect, it } from "vitest";
import { toVtt } from "./vtt.ts";

const segment = (text: string, start: number, end: number) => ({ text, start, end });

describe("toVtt", () => {
  it("begins with its header, parts captions with an empty line and ends with one newline", () => {
    const input = [
      segment("Good morning, everyone, and thank you for joining us.", 0.4, 4),
      segment("お手元の資料をご覧ください。", 4.32, 6.08),
    ];
    expect(toVtt(input)).toBe(
      [
        "WEBVTT",
        "",
        "00:00:00.400 --> 00:00:04.000",
        "Good morning, everyone,",
        "and thank you for joining us.",
        "",
        "00:00:04.320 --> 00:00:06.080",
        "お手元の資料をご覧ください。",
        "",
      ].join("\n"),
    );
  });

  it("is its header for no segments", () => {
    expect(toVtt([])).toBe("WEBVTT\n");
  });

  it("escapes what would be markup or a line of times", () => {
    const file = toVtt([segment("R&D <b>1</b> --> &amp;", 0, 2)]);
    expect(file.split("\n")[3]).toBe("R&amp;D &lt;b&gt;1&lt;/b&gt; --&gt; &amp;amp;");
    expect(file.match(/-->/g)).toHaveLength(1);
  });

  it("measures lines before it escapes them", () => {
    const file = toVtt([segment("a&b a&b a&b", 0, 2)], { maxColumns: 11 });
    expect(file).toContain("a&amp;b a&amp;b a&amp;b\n");
  });

  it("asks for timestamps where there are none, and keeps to the options", () => {
    expect(() => toVtt({})).toThrow("withTimestamps: true");
    expect(toVtt([segment("one two", 0, 2)], { maxColumns: 4 })).toContain("\none\ntwo\n");
  });
});
