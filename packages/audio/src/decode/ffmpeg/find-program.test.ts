import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findProgram } from "./find-program.ts";

describe.skipIf(process.platform === "win32")("a program", () => {
  const folder = mkdtempSync(join(tmpdir(), "kotoba-path-"));
  const path = (...parts: string[]) => join(folder, ...parts);
  beforeAll(() => {
    for (const name of ["one", "two"]) mkdirSync(path(name));
    mkdirSync(path("one", "tool"));
    writeFileSync(path("one", "note"), "");
    for (const name of ["tool", "note"]) {
      writeFileSync(path("two", name), "");
      chmodSync(path("two", name), 0o755);
    }
    vi.stubEnv("PATH", ["", path("missing"), path("one"), path("two")].join(delimiter));
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it("is found on PATH, where it is no folder and may be run", async () => {
    expect(await findProgram("tool")).toBe(path("two", "tool"));
    expect(await findProgram("note")).toBe(path("two", "note"));
    expect(await findProgram("absent")).toBeUndefined();
  });

  it("is not looked for in the current folder", async () => {
    writeFileSync(path("here"), "");
    chmodSync(path("here"), 0o755);
    vi.spyOn(process, "cwd").mockReturnValue(folder);
    try {
      expect(await findProgram("here")).toBeUndefined();
    } finally {
      vi.restoreAllMocks();
    }
  });

  it("is an .exe on Windows", async () => {
    const { platform } = process;
    writeFileSync(path("one", "tool.exe"), "");
    chmodSync(path("one", "tool.exe"), 0o755);
    Object.defineProperty(process, "platform", { value: "win32" });
    try {
      expect(await findProgram("tool")).toBe(path("one", "tool.exe"));
      expect(await findProgram("tool.exe")).toBe(path("one", "tool.exe"));
      expect(await findProgram(path("one", "tool"))).toBe(path("one", "tool.exe"));
      expect(await findProgram("note")).toBeUndefined();
    } finally {
      Object.defineProperty(process, "platform", { value: platform });
    }
  });

  it("that is a path is taken as it is", async () => {
    expect(await findProgram(path("one", "note"))).toBe(path("one", "note"));
    expect(await findProgram(path("one", "absent"))).toBeUndefined();
  });
});
