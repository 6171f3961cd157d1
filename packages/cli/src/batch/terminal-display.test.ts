import type { WriteStream } from "node:tty";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BatchTask } from "./plan-results.ts";
import { TerminalDisplay } from "./terminal-display.ts";

const task = (name: string): BatchTask => ({ input: `talks/${name}.wav`, output: `out/${name}.txt` });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const CONTROLS = /\p{Cc}\[(\d+)A|\p{Cc}\[(J)|(\n)|\r|(\P{Cc}+)/gu;

/** A terminal that keeps what its screen shows, as far as the display moves about in it. */
function fakeTerminal(columns: number, rows = 24) {
  let screen: string[] = [""];
  const write = (text: string) => {
    for (const [, up, clear, lineFeed, printed = ""] of text.matchAll(CONTROLS)) {
      if (up !== undefined) screen = screen.slice(0, screen.length - Number(up));
      else if (clear !== undefined) screen = [...screen.slice(0, -1), ""];
      else if (lineFeed !== undefined) screen.push("");
      else screen.push((screen.pop() ?? "") + printed);
    }
    return true;
  };
  const terminal = { columns, rows, write } as unknown as WriteStream;
  return { terminal, screen: () => screen };
}

describe("a batch on a terminal", () => {
  it("shows what is under way below what has ended", () => {
    const { terminal, screen } = fakeTerminal(80);
    const [a, b, c] = [task("a"), task("b"), task("c")];
    const display = new TerminalDisplay(terminal, 4);
    for (const each of [a, b, c]) display.begin(each);
    display.show(a, { state: "uploading", sentBytes: 43, totalBytes: 100 });
    display.show(b, { state: "processing", jobId: "1" });
    vi.advanceTimersByTime(12_000);
    display.show(b, { state: "processing", jobId: "1" });
    expect(screen()).toEqual([
      "uploading 43 %      talks/a.wav",
      "transcribing 12 s   talks/b.wav",
      "queued              talks/c.wav",
      "0 of 4",
    ]);
    display.end(b, { status: "done", seconds: 12.04 });
    display.end(c, { status: "failed", error: new Error("broken\nin two"), seconds: 1 });
    expect(screen()).toEqual([
      "done in 12.0 s      out/b.txt",
      "failed              talks/c.wav: unexpected failure: broken in two",
      "uploading 43 %      talks/a.wav",
      "2 of 4, 1 failed",
    ]);
    display[Symbol.dispose]();
    expect(screen().slice(2)).toEqual([""]);
  });

  it("keeps to the width of the terminal, whose columns Japanese names fill by two", () => {
    const { terminal, screen } = fakeTerminal(40);
    using display = new TerminalDisplay(terminal, 1);
    display.begin(task("日本語の長い名前の録音ファイル"));
    vi.advanceTimersByTime(1000);
    // 20 columns for the state, 2 for the ellipsis and 16 for the end of the name: 38, as one more character would fill the line.
    expect(screen()[0]).toBe("queued              …録音ファイル.wav");
  });

  it("tells states from each other, names too, and how many have ended, on a narrow terminal", () => {
    const { terminal, screen } = fakeTerminal(20);
    const [a, b, c] = [task("会議の録音"), task("b"), task("c")];
    using display = new TerminalDisplay(terminal, 12);
    for (const each of [a, b, c]) display.begin(each);
    display.show(a, { state: "processing", jobId: "1" });
    display.end(c, { status: "done", seconds: 2 });
    vi.advanceTimersByTime(1000);
    expect(screen()).toEqual(["done in 2 out/c.txt", "transcrib …音.wav", "queued    …s/b.wav", "1 of 12"]);
  });

  it("is not torn by a terminal of hardly any width or height", () => {
    const { terminal, screen } = fakeTerminal(9, 3);
    using display = new TerminalDisplay(terminal, 100);
    for (const name of ["a", "b", "c"]) display.begin(task(name));
    vi.advanceTimersByTime(1000);
    expect(screen()).toHaveLength(2);
    for (const line of screen()) expect(line.length).toBeLessThan(9);
  });

  it("lets no file name steer it", () => {
    const { terminal, screen } = fakeTerminal(80);
    using display = new TerminalDisplay(terminal, 1);
    display.begin(task("a\x1b[2J\nb"));
    vi.advanceTimersByTime(1000);
    expect(screen()).toEqual(["queued              talks/a [2J b.wav", "0 of 1"]);
  });
});
