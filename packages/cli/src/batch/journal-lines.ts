import type { RecordingIdentity } from "./recording-identity.ts";

/**
 * One line of a journal. `submitted`: the service has the recording. `done`: the transcript is on the disk. `failed`: the job came to
 * nothing, and is not worth waiting for.
 */
export type JournalLine =
  | { readonly state: "submitted"; readonly recording: RecordingIdentity; readonly jobId: string }
  | { readonly state: "done"; readonly recording: RecordingIdentity; readonly output: string }
  | { readonly state: "failed"; readonly recording: RecordingIdentity };

/** What is known of a recording. */
export interface JournalEntry {
  /** Its last job that has not failed. */
  readonly jobId?: string | undefined;
  /** Where its transcript has been written, in one format or several; absolute. */
  readonly outputs: readonly string[];
}

/** The first line of every journal. */
export const JOURNAL_HEADER: string = `${JSON.stringify({ journal: "kotoba transcribe", version: 1 })}\n`;

const NOTHING: JournalEntry = { outputs: [] };

/** What the lines of a journal come to, by recording. */
export class JournalEntries {
  readonly #entries = new Map<string, JournalEntry>();

  /** Reads what follows the header. Lines that a crash tore are left out. */
  static read(text: string): JournalEntries {
    const entries = new JournalEntries();
    for (const line of text.split("\n")) {
      const parsed = parseLine(line);
      if (parsed !== undefined) entries.add(parsed);
    }
    return entries;
  }

  get(recording: RecordingIdentity): JournalEntry {
    return this.#entries.get(keyOf(recording)) ?? NOTHING;
  }

  add(line: JournalLine): void {
    const entry = this.get(line.recording);
    this.#entries.set(keyOf(line.recording), after(entry, line));
  }
}

function after(entry: JournalEntry, line: JournalLine): JournalEntry {
  switch (line.state) {
    case "submitted":
      return { ...entry, jobId: line.jobId };
    case "done":
      return {
        ...entry,
        outputs: [...entry.outputs.filter((output) => output !== line.output), line.output],
      };
    case "failed":
      return { ...entry, jobId: undefined };
  }
}

function keyOf({ path, size, mtimeMs, settings }: RecordingIdentity): string {
  return JSON.stringify([path, size, mtimeMs, settings]);
}

function parseLine(line: string): JournalLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { state, recording, jobId, output } = value as Readonly<Record<string, unknown>>;
  if (!isRecording(recording)) return undefined;
  if (state === "submitted" && typeof jobId === "string") return { state, recording, jobId };
  if (state === "done" && typeof output === "string") return { state, recording, output };
  return state === "failed" ? { state, recording } : undefined;
}

function isRecording(value: unknown): value is RecordingIdentity {
  if (typeof value !== "object" || value === null) return false;
  const { path, size, mtimeMs, settings } = value as Readonly<Record<string, unknown>>;
  return (
    typeof path === "string" &&
    typeof size === "number" &&
    typeof mtimeMs === "number" &&
    typeof settings === "string"
  );
}
