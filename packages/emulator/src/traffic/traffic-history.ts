import type { TrafficRecord } from "./traffic-record.ts";

/** Frames are kept in full up to this many characters in all; of those that follow, long base64 is left out. */
const MAX_CHARACTERS = 4 * 2 ** 20;
const MAX_RECORDS = 20_000;
/** Audio of more than a few milliseconds. */
const LONG_BASE64 = /[A-Za-z0-9+/]{128,}={0,2}/g;

/** The latest traffic, in bounded memory. */
export class TrafficHistory {
  readonly records: TrafficRecord[] = [];
  #characters = 0;

  add(record: TrafficRecord): void {
    this.records.push(this.#within(record));
    // Many at once: each removal moves all that stay.
    if (this.records.length > MAX_RECORDS) this.records.splice(0, MAX_RECORDS / 10);
  }

  #within(record: TrafficRecord): TrafficRecord {
    if (record.type !== "frame") return record;
    this.#characters += record.text.length;
    if (this.#characters <= MAX_CHARACTERS) return record;
    const text = record.text.replace(LONG_BASE64, ({ length }) => `(${length} characters left out)`);
    return { ...record, text };
  }
}
