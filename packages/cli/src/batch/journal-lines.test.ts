import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JournalEntries, type JournalLine } from "./journal-lines.ts";

const anyRecording = fc.record({
  // Few, so that lines are about the same recording now and then.
  path: fc.constantFrom("/talks/a.wav", "/talks/会議 の\n録音.wav", '/"'),
  size: fc.constantFrom(1, 2),
  mtimeMs: fc.constantFrom(1.5, 2),
  settings: fc.constantFrom("{}", '{"language":"en"}'),
});
const anyLine: fc.Arbitrary<JournalLine> = fc.oneof(
  fc.record({
    state: fc.constant("submitted" as const),
    recording: anyRecording,
    jobId: fc.string({ unit: "binary" }),
  }),
  fc.record({
    state: fc.constant("done" as const),
    recording: anyRecording,
    output: fc.string({ unit: "binary" }),
  }),
  fc.record({ state: fc.constant("failed" as const), recording: anyRecording }),
);

const textOf = (lines: readonly JournalLine[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

function reference(lines: readonly JournalLine[]): JournalEntries {
  const entries = new JournalEntries();
  for (const line of lines) entries.add(line);
  return entries;
}

function expectSame(entries: JournalEntries, expected: JournalEntries, lines: readonly JournalLine[]): void {
  for (const { recording } of lines) expect(entries.get(recording)).toEqual(expected.get(recording));
}

describe("the lines of a journal", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(fc.array(anyLine), (lines) => {
        expectSame(JournalEntries.read(textOf(lines)), reference(lines), lines);
      }),
    );
  });

  it("are all there but the one that was torn, wherever the process was killed, also after runs that went on", () => {
    fc.assert(
      fc.property(fc.array(anyLine), anyLine, fc.nat(), fc.array(anyLine), (before, torn, cut, after) => {
        const whole = Buffer.from(JSON.stringify(torn));
        const part = whole.subarray(0, cut % whole.length).toString();
        const text = `${textOf(before)}${part}\n${textOf(after)}`;
        const survivors = [...before, ...after];
        expectSame(JournalEntries.read(text), reference(survivors), [...survivors, torn]);
      }),
    );
  });

  it("can be anything at all", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
        expect(JournalEntries.read(text)).toBeInstanceOf(JournalEntries);
      }),
    );
  });

  it("say where a recording stands", () => {
    const recording = { path: "/a.wav", size: 1, mtimeMs: 1, settings: "{}" };
    const entries = new JournalEntries();
    expect(entries.get(recording)).toEqual({ outputs: [] });
    entries.add({ state: "submitted", recording, jobId: "1" });
    entries.add({ state: "done", recording, output: "/a.txt" });
    entries.add({ state: "done", recording, output: "/a.srt" });
    expect(entries.get(recording)).toEqual({ jobId: "1", outputs: ["/a.txt", "/a.srt"] });
    entries.add({ state: "failed", recording });
    expect(entries.get(recording).jobId).toBeUndefined();
    for (const changed of [{ size: 2 }, { mtimeMs: 2 }, { settings: '{"language":"en"}' }])
      expect(entries.get({ ...recording, ...changed })).toEqual({ outputs: [] });
  });
});
