import { readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { ConfigurationError } from "@kotoba/sdk";

/**
 * Holds a journal for this process: a file beside it, with the process's id and the machine's name. What a process left behind that
 * has ended is taken over. Everything happens synchronously, so that a kill finds hardly any moment in between.
 *
 * @throws {ConfigurationError} `journal_in_use`, when another process has it, or one of another machine, of which nothing can be known.
 */
export function lockJournal(journal: string): Disposable {
  const path = `${journal}.lock`;
  if (!create(path)) takeOver(path, journal);
  return { [Symbol.dispose]: () => remove(path) };
}

/** Of several processes that find the same lock abandoned, only the one that holds this second lock removes it, after another look. */
function takeOver(path: string, journal: string): void {
  requireAbandoned(path, journal);
  const guard = `${path}.takeover`;
  if (!create(guard)) throw inUse(journal, guard, "another process that is just starting");
  try {
    requireAbandoned(path, journal);
    remove(path);
    if (!create(path)) throw inUse(journal, path, "another process that is just starting");
  } finally {
    remove(guard);
  }
}

function requireAbandoned(path: string, journal: string): void {
  const owner = ownerOf(path);
  if (owner === undefined) return;
  const [pid, host] = owner;
  if (host !== hostname()) throw inUse(journal, path, `process ${pid} of the machine ${host}`);
  // An id that is this process's own was another's before: in containers, most are 1.
  if (pid !== process.pid && isRunning(pid)) throw inUse(journal, path, `process ${pid}`);
}

/** Undefined when the lock is gone. */
function ownerOf(path: string): readonly [pid: number, host: string] | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isFailure(error, "ENOENT")) return undefined;
    throw error;
  }
  const [, pid = "0", host = "?"] = /^(\d+) (.+)\n/.exec(text) ?? [];
  return [Number(pid), host];
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isFailure(error, "EPERM");
  }
}

/** Whether it was not there before. */
function create(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid} ${hostname()}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (isFailure(error, "EEXIST")) return false;
    throw error;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isFailure(error, "ENOENT")) throw error;
  }
}

function isFailure(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function inUse(journal: string, lock: string, owner: string): ConfigurationError {
  return new ConfigurationError(
    `The journal ${journal} is in use by ${owner}. Wait for it to end, or give a journal of its own (--resume=FILE). If no such process is there, remove ${lock}.`,
    { code: "journal_in_use" },
  );
}
