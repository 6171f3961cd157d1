import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { checkProgram } from "./program-check.ts";
import type { ProgramRun } from "./run-program.ts";
import { runProgram } from "./run-program.ts";
import { scriptCommand } from "./script-command.ts";

async function run(command: readonly string[], options: Partial<ProgramRun> = {}): Promise<string> {
  const written = await runProgram({ command, placeholders: {}, input: Buffer.from("hello"), ...options });
  return Buffer.from(written).toString();
}

function engineFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("kotoba-engine-"));
}

const HANG = "setInterval(() => {}, 1000);";

describe("a program", () => {
  it("reads standard input and writes standard output", async () => {
    expect(await run(scriptCommand('process.stdout.write(readInput() + "!")'))).toBe("hello!");
  });

  it("reads and writes files where the command says so, which are then removed", async () => {
    const copy = 'fs.writeFileSync(args[1].slice(4), fs.readFileSync(args[0]) + " from " + args[0])';
    const text = await run(scriptCommand(copy, "{in}", "--o={out}"));
    expect(text).toMatch(/^hello from .*in$/);
    expect(existsSync(text.replace("hello from ", ""))).toBe(false);
  });

  it("is told what the placeholders stand for, and what is none stays", async () => {
    const script = "process.stdout.write(JSON.stringify(args))";
    const command = scriptCommand(
      script,
      "{lang}",
      "-v{voice}/{rate}",
      "{source}{target}",
      "{other} $HOME; {toString}",
    );
    const placeholders = { lang: "es", voice: "{lang}", rate: "16000", source: "en", target: "ja" };
    expect(JSON.parse(await run(command, { placeholders }))).toEqual([
      "es",
      "-v{lang}/16000",
      "enja",
      "{other} $HOME; {toString}",
    ]);
  });

  it("need not read its input", async () => {
    const input = new Uint8Array(5_000_000);
    expect(
      await run(
        scriptCommand('process.stdout.write("done"); process.exitCode = 0; process.stdin.destroy()'),
        { input },
      ),
    ).toBe("done");
  });

  it("that fails is told with the end of what it said", async () => {
    const script = 'process.stderr.write("x".repeat(5000) + "no such model\\n"); process.exitCode = 3';
    const error = await run(scriptCommand(script)).catch(String);
    expect(error).toMatch(/ended with code 3: x+no such model$/);
    expect(error.length).toBeLessThan(700);
  });

  it("that does not write its file says so", async () => {
    await expect(run(scriptCommand("", "{out}"))).rejects.toThrow("{out}");
  });

  it("that is gone by now is told by its name", async () => {
    await expect(run(["/nowhere/program"])).rejects.toThrow(
      /\/nowhere\/program could not be started: .*ENOENT/,
    );
  });

  it("that hangs is ended when its time is up, with all that it started", async () => {
    const script = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", "${HANG}"], { stdio: "inherit" });
      process.stderr.write("started " + child.pid);
      ${HANG}`;
    // Time enough to start.
    const error = await run(scriptCommand(script), { timeoutMs: 1500 }).catch(String);
    expect(error).toMatch(/took longer than 1.5 s, and was stopped: started \d+$/);
    const pid = Number(/\d+$/.exec(String(error))?.[0]);
    for (let i = 0; i < 100 && isRunning(pid); i++) await delay(20);
    expect(isRunning(pid)).toBe(false);
  });

  it("is ended when the signal aborts, whose reason is thrown, and leaves nothing behind", async () => {
    const before = engineFolders();
    const controller = new AbortController();
    const running = run(scriptCommand(HANG, "{in}"), { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await expect(running).rejects.toThrow("enough");
    await expect(run(scriptCommand(HANG), { signal: controller.signal })).rejects.toThrow("enough");
    expect(engineFolders().filter((name) => !before.includes(name))).toEqual([]);
  });
});

describe("the check at the start", () => {
  it("finds a program by its path and by its name", () => {
    expect(() => checkProgram([process.execPath])).not.toThrow();
    expect(() => checkProgram(["node"])).not.toThrow();
  });

  it.each<[string, readonly string[], RegExp]>([
    ["a name", ["no-such-program-here"], /no program "no-such-program-here" in PATH.*install it/],
    ["a path", ["./no/such/program"], /no program ".\/no\/such\/program" that can be run/],
    ["a folder", [tmpdir()], /no program/],
    ["nothing", [], /empty/],
  ])("refuses %s", (_, command, message) => {
    expect(() => checkProgram(command)).toThrow(message);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
