import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Journal } from "./journal.ts";
import { JOURNAL_HEADER } from "./journal-lines.ts";

const recording = { path: "/a.wav", size: 1, mtimeMs: 1, settings: "{}" };
const other = { ...recording, path: "/b.wav" };

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kotoba-journal-"));
  path = join(folder, "journal.jsonl");
});

afterEach(() => rmSync(folder, { recursive: true }));

function jobIds(): (string | undefined)[] {
  using journal = Journal.open(path);
  return [recording, other].map((each) => journal.get(each).jobId);
}

function submit(jobId: string, each = recording): void {
  using journal = Journal.open(path);
  journal.add({ state: "submitted", recording: each, jobId });
}

describe("a journal", () => {
  it("knows in the next run what it was told in this one", () => {
    submit("1");
    expect(jobIds()).toEqual(["1", undefined]);
  });

  it("loses a torn line, and nothing that is added after it", () => {
    submit("1");
    appendFileSync(path, '{"state":"submitted","recordi');
    submit("2", other);
    expect(jobIds()).toEqual(["1", "2"]);
  });

  it("begins anew when not even its first line was written in full", () => {
    writeFileSync(path, JOURNAL_HEADER.slice(0, 9));
    submit("1");
    expect(readFileSync(path, "utf8").split("\n")[0]).toBe(JOURNAL_HEADER.trim());
    expect(jobIds()).toEqual(["1", undefined]);
  });

  it("is no other file: that is left as it is", () => {
    writeFileSync(path, "precious");
    expect(() => Journal.open(path)).toThrow(/--resume takes .*journal\.jsonl for its journal/);
    expect(readFileSync(path, "utf8")).toBe("precious");
    expect(() => Journal.open(folder)).toThrow(/--resume takes/);
    expect(() => Journal.open(join(folder, "new.wav"))).toThrow(/--resume takes/);
  });
});

describe("the lock of a journal", () => {
  it("keeps others out as long as its process runs", () => {
    // The parent of the test runner runs as long as this does.
    writeFileSync(`${path}.lock`, `${process.ppid} ${hostname()}\n`);
    expect(() => Journal.open(path)).toThrow(new RegExp(`in use by process ${process.ppid}\\..*\\.lock`));
  });

  it("keeps others out when it is of another machine", () => {
    writeFileSync(`${path}.lock`, "1 elsewhere\n");
    expect(() => Journal.open(path)).toThrow(/process 1 of the machine elsewhere/);
  });

  it.each(["", "12", "nonsense\n"])("is taken over when it names nobody: %j", (left) => {
    writeFileSync(`${path}.lock`, left);
    submit("1");
    expect(jobIds()).toEqual(["1", undefined]);
    expect(readdirSync(folder)).toEqual(["journal.jsonl"]);
  });

  it("is taken over from a process that has ended, and gone afterwards", () => {
    // Above the greatest process id there can be.
    writeFileSync(`${path}.lock`, `${2 ** 22 + 1} ${hostname()}\n`);
    submit("1");
    expect(jobIds()).toEqual(["1", undefined]);
    expect(() => readFileSync(`${path}.lock`)).toThrow("ENOENT");
    expect(() => readFileSync(`${path}.lock.takeover`)).toThrow("ENOENT");
  });

  it("is taken over by one process only", () => {
    writeFileSync(`${path}.lock`, `${2 ** 22 + 1} ${hostname()}\n`);
    writeFileSync(`${path}.lock.takeover`, `${process.pid} ${hostname()}\n`);
    expect(() => Journal.open(path)).toThrow(/just starting.*\.takeover/);
  });
});
