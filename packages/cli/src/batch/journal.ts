import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { ConfigurationError } from "@kotoba/sdk";
import { JOURNAL_HEADER, JournalEntries, type JournalEntry, type JournalLine } from "./journal-lines.ts";
import { lockJournal } from "./journal-lock.ts";
import { isMediaName } from "./media-extensions.ts";
import type { RecordingIdentity } from "./recording-identity.ts";

/** Its name, unless another is given. */
export const DEFAULT_JOURNAL_NAME = ".kotoba-transcribe.jsonl";

/**
 * What a batch has come to, recording by recording, in a file that survives every end of the process: lines of JSON that are only ever
 * added, each with one write, and on the disk before anything else happens.
 */
export class Journal implements Disposable {
  readonly #path: string;
  readonly #file: number;
  readonly #lock: Disposable;
  readonly #entries: JournalEntries;
  #atLineStart: boolean;

  /**
   * Opens a journal, for this process only.
   *
   * @throws {ConfigurationError} `journal_in_use` when another process has it, `no_journal` for a file that is something else: nothing is
   *   written to it.
   */
  static open(path: string): Journal {
    requireJournal(path);
    const lock = lockJournal(path);
    try {
      return new Journal(path, lock);
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  }

  private constructor(path: string, lock: Disposable) {
    this.#path = path;
    this.#lock = lock;
    this.#file = openSync(path, "a+");
    const text = readFileSync(this.#file, "utf8");
    this.#entries = JournalEntries.read(text.slice(JOURNAL_HEADER.length));
    this.#atLineStart = text.endsWith("\n");
    if (text.length >= JOURNAL_HEADER.length) return;
    ftruncateSync(this.#file);
    this.#atLineStart = true;
    this.#write(JOURNAL_HEADER);
  }

  /** What is known of a recording. */
  get(recording: RecordingIdentity): JournalEntry {
    return this.#entries.get(recording);
  }

  /**
   * Adds a line. It is on the disk when this returns.
   *
   * @throws {ConfigurationError} `journal_not_written`.
   */
  add(line: JournalLine): void {
    this.#entries.add(line);
    this.#write(`${JSON.stringify(line)}\n`);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
    this.#lock[Symbol.dispose]();
  }

  #write(line: string): void {
    // What a crash tore stays a line of its own.
    const bytes = Buffer.from(this.#atLineStart ? line : `\n${line}`);
    this.#atLineStart = false;
    try {
      if (writeSync(this.#file, bytes) < bytes.length) throw new Error("the disk is full");
      fsyncSync(this.#file);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ConfigurationError(`The journal ${this.#path} cannot be written: ${reason}.`, {
        code: "journal_not_written",
        cause,
      });
    }
    this.#atLineStart = true;
  }
}

/** In `--resume talk.wav`, the recording is taken for the journal. */
function requireJournal(path: string): void {
  if (!isMediaName(path) && (!existsSync(path) || holdsJournal(path))) return;
  throw new ConfigurationError(
    `--resume takes ${path} for its journal, and that is none: write --resume after the recordings, or --resume=FILE.`,
    { code: "no_journal" },
  );
}

/** Also one of which not even the first line was written in full. */
function holdsJournal(path: string): boolean {
  if (!statSync(path).isFile()) return false;
  const start = readFileSync(path, "utf8").slice(0, JOURNAL_HEADER.length);
  return JOURNAL_HEADER.startsWith(start);
}
