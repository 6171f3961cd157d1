import { ConfigurationError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { captionSegments } from "./caption-segments.ts";

const segment = (text: string, start: number, end: number) => ({ text, start, end });

describe("captionSegments", () => {
  it("takes segments, or what holds them", () => {
    const segments = [segment("one", 0, 1)];
    expect(captionSegments(segments)).toEqual(segments);
    expect(captionSegments({ segments })).toEqual(segments);
    expect(captionSegments({ segments: [] })).toEqual([]);
  });

  it("asks for timestamps where there are none", () => {
    for (const input of [{}, { segments: undefined }]) {
      expect(() => captionSegments(input)).toThrow(ConfigurationError);
      expect(() => captionSegments(input)).toThrow("withTimestamps: true");
    }
  });

  it.each([
    [segment("x", -0.1, 1), "The start of segment 1"],
    [segment("x", Number.NaN, 1), "The start of segment 1"],
    [segment("x", 0, -1), "The end of segment 1"],
    [segment("x", 0, Number.NaN), "The end of segment 1"],
    [segment("x", 0, Number.POSITIVE_INFINITY), "The end of segment 1"],
    [segment("", 1e300, 1e300), "The start of segment 1"],
  ])("rejects %j, naming its index", (bad, message) => {
    const input = [segment("fine", 0, 1), bad];
    expect(() => captionSegments(input)).toThrow(ConfigurationError);
    expect(() => captionSegments(input)).toThrow(message);
  });

  it("drops segments without anything to see, and folds the text of the others", () => {
    const input = [
      segment(" \n", 0, 1),
      segment("a\nb", 1, 2),
      segment("\u200B", 2, 3),
      segment("今\n日", 3, 4),
    ];
    expect(captionSegments(input)).toEqual([segment("a b", 1, 2), segment("今日", 3, 4)]);
  });

  it("adds a closing mark to the word before it and ignores its times", () => {
    const input = [
      segment("はい", 0, 0.4),
      segment("。", 5, 5),
      segment("Yes", 6, 6.4),
      segment("...", 9, 9),
    ];
    expect(captionSegments(input)).toEqual([segment("はい。", 0, 0.4), segment("Yes...", 6, 6.4)]);
    expect(captionSegments([segment("。", 1, 2)])).toEqual([segment("。", 1, 2)]);
    const opening = [segment("はい", 0, 0.4), segment("「", 1, 1.2), segment("東京", 1.2, 2)];
    expect(captionSegments(opening)).toEqual(opening);
  });

  it("moves a start up to the one before, and an end back to the next start", () => {
    const input = [segment("one", 1, 4), segment("two", 3, 5), segment("three", 2, 6)];
    expect(captionSegments(input)).toEqual([
      segment("one", 1, 3),
      segment("two", 3, 3),
      segment("three", 3, 6),
    ]);
  });

  it("gives a segment without duration the time to read it, where there is room", () => {
    const long = "x".repeat(60);
    const input = [
      segment("one", 1, 1),
      segment("two", 5, 4),
      segment("three", 5.5, 5.5),
      segment(long, 9, 9),
    ];
    expect(captionSegments(input)).toEqual([
      segment("one", 1, 2),
      segment("two", 5, 5.5),
      segment("three", 5.5, 6.5),
      segment(long, 9, 12),
    ]);
  });
});
