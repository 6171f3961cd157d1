import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { abortable, onAbort } from "@kotoba/core";
import { DEFAULT_TIMEOUT_MS, type Placeholders, type ProgramOptions } from "./program.ts";

/** So much of what a program says of its failure is told. */
const STDERR_TAIL = 500;
/** Beyond this the program is taken to have run wild. */
const MAX_OUTPUT_BYTES = 2 ** 28;

/** One run of a program. */
export interface ProgramRun extends ProgramOptions {
  readonly placeholders: Placeholders;
  /** What it is to read. */
  readonly input: Uint8Array;
  /** Kills the program; the run then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program, and resolves with what it wrote when it has ended well.
 *
 * @throws an Error that names the program, and holds the end of its standard error, when it cannot be started, takes too long, writes too much
 * or ends with a failure.
 */
export async function runProgram(run: ProgramRun): Promise<Uint8Array> {
  run.signal?.throwIfAborted();
  const usesFiles = run.command.some((argument) => /\{(in|out)\}/.test(argument));
  if (!usesFiles) return runIn("", run);
  const folder = await mkdtemp(join(tmpdir(), "kotoba-engine-"));
  try {
    return await runIn(folder, run);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, run: ProgramRun): Promise<Uint8Array> {
  const { command, placeholders, input } = run;
  const files = { in: join(folder, "in"), out: join(folder, "out") };
  const readsFile = command.some((argument) => argument.includes("{in}"));
  const writesFile = command.some((argument) => argument.includes("{out}"));
  if (readsFile) await writeFile(files.in, input);
  const argv = command.map((argument) => filled(argument, { ...placeholders, ...files }));
  const output = await runToEnd(argv, readsFile ? new Uint8Array() : input, run);
  if (!writesFile) return output;
  return await readFile(files.out).catch(() => {
    throw new Error(
      `${command[0]} ended without an error, but did not write the file that {out} stands for.`,
    );
  });
}

async function runToEnd(
  [program = "", ...args]: readonly string[],
  input: Uint8Array,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: ProgramRun,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  // Its own group, so that what it starts ends with it.
  const child = spawn(program, args, { detached: process.platform !== "win32", windowsHide: true });
  let failure: string | undefined;
  const kill = (reason: string): void => {
    failure ??= reason;
    killGroup(child);
    // A grandchild in a group of its own may hold them open.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const stopListening = onAbort(signal, () => kill("was stopped"));
  const timer = setTimeout(() => kill(`took longer than ${timeoutMs / 1000} s, and was stopped`), timeoutMs);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_TAIL);
  });
  let size = 0;
  child.stdout.on("data", ({ length }: Buffer) => {
    size += length;
    if (size > MAX_OUTPUT_BYTES) kill(`wrote more than ${MAX_OUTPUT_BYTES} bytes, and was stopped`);
  });
  const output = buffer(child.stdout);
  output.catch(() => {});
  // One that does not read its input is free not to.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  try {
    const [code, killedBy] = await abortable(once(child, "close"), signal);
    if (code !== 0) failure ??= code === null ? `was ended by ${killedBy}` : `ended with code ${code}`;
  } catch (error) {
    if (signal?.aborted) throw error;
    failure ??= `could not be started: ${error instanceof Error ? error.message : error}`;
  } finally {
    clearTimeout(timer);
    stopListening();
  }
  if (failure === undefined) return await output;
  throw new Error(`${program} ${failure}${stderr.trim() === "" ? "." : `: ${stderr.trim()}`}`);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}

function filled(argument: string, values: Readonly<Record<string, string>>): string {
  return argument.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? placeholder) : placeholder,
  );
}
