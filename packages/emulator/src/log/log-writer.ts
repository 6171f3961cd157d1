import { once } from "node:events";
import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { type Clock, ConfigurationError, type Logger } from "@kotoba/core";
import type { TrafficRecord } from "../traffic/traffic-record.ts";
import { LOG_VERSION, type LogHeader, type UploadRecord } from "./session-log.ts";

/** Divisible by 3, so that the pieces' base64 needs no padding. */
const UPLOAD_PIECE_BYTES = 3 * 2 ** 18;

/** Writes the traffic of an emulator to a file. It never throws once it is open: what cannot be written is told to the logger, once. */
export class LogWriter {
  readonly #file: WriteStream;

  private constructor(file: WriteStream, path: string, logger: Logger) {
    this.#file = file;
    file.once("error", ({ message }) => {
      // Fields would make several lines of it on a console.
      logger.error(
        `The log ${path} ends here, since it cannot be written any more; the emulator goes on: ${message}`,
      );
      file.on("error", () => {});
    });
  }

  /** Creates the file, or replaces it; only its owner may read it. @throws {ConfigurationError} when it cannot. */
  static async create(path: string, clock: Clock, logger: Logger): Promise<LogWriter> {
    const file = createWriteStream(path, { mode: 0o600 });
    try {
      await once(file, "open");
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : cause;
      throw new ConfigurationError(`The log cannot be written to ${path}: ${reason}`, { cause });
    }
    const writer = new LogWriter(file, path, logger);
    const startedAt = new Date(clock.now()).toISOString();
    writer.#write({ type: "kotobalog", version: LOG_VERSION, startedAt });
    return writer;
  }

  add(record: TrafficRecord): void {
    this.#write(record);
  }

  /** Writes an uploaded file, no faster than it goes. */
  async addUpload(exchange: number, filePath: string): Promise<void> {
    for await (const piece of createReadStream(filePath, { highWaterMark: UPLOAD_PIECE_BYTES })) {
      const base64 = Buffer.from(piece).toString("base64");
      if (!this.#write({ type: "upload", exchange, base64 })) await once(this.#file, "drain").catch(() => {});
    }
  }

  /** Resolves when all is written. */
  async close(): Promise<void> {
    this.#file.end();
    await finished(this.#file).catch(() => {});
  }

  /** False when it should be given time. */
  #write(line: LogHeader | UploadRecord | TrafficRecord): boolean {
    if (!this.#file.writable) return true;
    return this.#file.write(`${JSON.stringify(line)}\n`);
  }
}
