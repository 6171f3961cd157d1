import { describe, expect, it } from "vitest";
import { oversizeCuts } from "./oversize-cuts.ts";

describe("oversizeCuts", () => {
  it("cuts so that the parts fill their lines", () => {
    expect(oversizeCuts("안녕하세요여러분", 6)).toEqual([3, 6]);
    expect(oversizeCuts("안녕하세요여러분", 7)).toEqual([3, 6]);
    expect(oversizeCuts("안녕하세요여러분", 16)).toEqual([]);
  });

  it("cuts before a small kana or a long-vowel mark only when there is no other place", () => {
    expect(oversizeCuts("ファッションショー", 8)).toEqual([3, 6]);
    expect(oversizeCuts("あーーーー", 4)).toEqual([2, 4]);
  });

  it("leaves Latin words and marks whole, and characters of several code units", () => {
    expect(oversizeCuts("internationalization", 4)).toEqual([]);
    expect(oversizeCuts("東。。。。京", 4)).toEqual([]);
    expect(oversizeCuts("abcdef東京", 4)).toEqual([7]);
    expect(oversizeCuts("👨‍👩‍👧👨‍👩‍👧", 2)).toEqual([8]);
  });
});
