import { randomUUID } from "node:crypto";
import { constants, copyFileSync, linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { ConfigurationError } from "@kotoba/sdk";
import { withPath } from "../output/writing-to.ts";

/**
 * Holds a journal for this process: a file beside it, with the process's id and the machine's name. What a process left behind that
 * has ended is taken over, and so is what holds no owner: a lock has its content from the first moment. Everything happens synchronously, so
 * that a kill finds hardly any moment in between.
 *
 * @throws {ConfigurationError} `journal_in_use`, when another process has it, or one of another machine, of which nothing can be known.
 * @throws what the system says when the lock cannot be written.
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

/** Undefined when the lock is gone, or names nobody: a full disk, or the end of the machine, left it so. */
function ownerOf(path: string): readonly [pid: number, host: string] | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isFailure(error, "ENOENT")) return undefined;
    throw error;
  }
  const [, pid, host] = /^(\d+) (.+)\n/.exec(text) ?? [];
  return pid === undefined || host === undefined ? undefined : [Number(pid), host];
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isFailure(error, "EPERM");
  }
}

/** Makes a lock, whole or not at all. @returns Whether there was none. */
function create(path: string): boolean {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, `${process.pid} ${hostname()}\n`, { flag: "wx" });
    publish(draft, path);
    return true;
  } catch (error) {
    if (isFailure(error, "EEXIST")) return false;
    throw withPath(error, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives a file a second name, that must not be taken. */
function publish(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (isFailure(error, "EEXIST")) throw error;
    // Some file systems know no links.
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
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
