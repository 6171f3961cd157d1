import { describe, expect, it } from "vitest";
import { captionPairs } from "./caption-pairs.ts";

const PAIRS = [
  { start: 0.5, end: 1, source: ["A & <b>.", "So."], target: ["はい。", "そう。"] },
  { start: 1.25, end: 4, source: ["x --> y"], target: ["z"] },
  { start: 3661.0004, end: 3662, source: ["late"], target: [] },
];
const LANGUAGES = { from: "en", to: "ja" };

describe("captions of two lines", () => {
  it("are WebVTT, and stay long enough to be read where the next leaves room", () => {
    expect(captionPairs(PAIRS, LANGUAGES, "vtt")).toBe(
      `WEBVTT

00:00:00.500 --> 00:00:01.250
A &amp; &lt;b&gt;. So.
はい。そう。

00:00:01.250 --> 00:00:04.000
x --&gt; y
z

01:01:01.000 --> 01:01:03.000
late
`,
    );
  });

  it("are SubRip", () => {
    expect(captionPairs(PAIRS.slice(0, 2), LANGUAGES, "srt")).toBe(
      `1
00:00:00,500 --> 00:00:01,250
A & <b>. So.
はい。そう。

2
00:00:01,250 --> 00:00:04,000
x -- > y
z
`,
    );
  });
});
