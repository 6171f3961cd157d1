import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { ConfigurationError } from "@kotoba/core";
import { isJsonObject, type JsonObject, parseJsonObject } from "../socket/json-object.ts";
import type { FrameRecord, TrafficRecord } from "../traffic/traffic-record.ts";
import { LOG_VERSION, type LoggedExchange, type SessionLog, type UploadRecord } from "./session-log.ts";

/** What a line of each type must have, beside `exchange`. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  upload: { base64: isText },
  request: { path: isText, timeMs: isNumber, method: isText, headers: isJsonObject, body: isBody },
  response: { path: isText, timeMs: isNumber, status: isNumber, headers: isJsonObject, body: isJsonObject },
  open: { path: isText, timeMs: isNumber, headers: isJsonObject, protocol: isText },
  frame: {
    path: isText,
    timeMs: isNumber,
    from: isText,
    text: isText,
    isBinary: (value) => typeof value === "boolean",
  },
  close: { path: isText, timeMs: isNumber, by: isText, code: isNumber, reason: isText },
};

/**
 * Reads a log that an emulator has written. A last line that broke off is left out.
 *
 * @throws {ConfigurationError} for a file that cannot be read or is no log, and for one of a later version.
 */
export async function readSessionLog(path: string): Promise<SessionLog> {
  const exchanges = new Map<number, OpenExchange>();
  let number = 0;
  let broken: number | undefined;
  try {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      number++;
      const value = parseJsonObject(line);
      if (number === 1) checkHeader(path, value);
      else if (broken !== undefined) throw noLog(path, `line ${broken} is none of its records`);
      else if (value !== undefined && isRecord(value)) addRecord(exchanges, value);
      else broken = number;
    }
  } catch (cause) {
    if (ConfigurationError.isInstance(cause)) throw cause;
    throw new ConfigurationError(
      `${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
  if (number === 0) throw noLog(path, "it is empty");
  return { exchanges: [...exchanges.values()].flatMap((exchange) => exchangeOf(exchange) ?? []) };
}

interface OpenExchange {
  readonly frames: FrameRecord[];
  readonly pieces: Buffer[];
  readonly others: Exclude<TrafficRecord, FrameRecord>[];
}

function addRecord(exchanges: Map<number, OpenExchange>, record: TrafficRecord | UploadRecord): void {
  const exchange = exchanges.get(record.exchange) ?? { frames: [], pieces: [], others: [] };
  exchanges.set(record.exchange, exchange);
  if (record.type === "upload") exchange.pieces.push(Buffer.from(record.base64, "base64"));
  else if (record.type === "frame") exchange.frames.push(record);
  else exchange.others.push(record);
}

function exchangeOf({ frames, pieces, others }: OpenExchange): LoggedExchange | undefined {
  const open = others.find((record) => record.type === "open");
  const close = others.find((record) => record.type === "close");
  if (open !== undefined) return { type: "session", open, frames, close };
  const request = others.find((record) => record.type === "request");
  const response = others.find((record) => record.type === "response");
  if (request === undefined) return undefined;
  const upload = pieces.length === 0 ? undefined : Buffer.concat(pieces);
  return { type: "request", request, response, upload };
}

function checkHeader(path: string, header: JsonObject | undefined): void {
  if (header?.type !== "kotobalog") throw noLog(path, "its first line does not say that it is one");
  if (header.version === LOG_VERSION) return;
  throw new ConfigurationError(
    `${path} is a log of version ${header.version}, and this program reads version ${LOG_VERSION}: use the version that wrote it.`,
  );
}

function noLog(path: string, reason: string): ConfigurationError {
  return new ConfigurationError(`${path} is no log of kotoba emulator --record: ${reason}.`);
}

function isRecord(value: JsonObject): value is JsonObject & (TrafficRecord | UploadRecord) {
  const { type } = value;
  const fields = typeof type === "string" && Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
  if (fields === undefined || !isNumber(value.exchange)) return false;
  return Object.entries(fields).every(([name, fits]) => fits(value[name]));
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

function isBody(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isJsonObject(value)) return false;
  return value.type !== "multipart" || (Array.isArray(value.fields) && Array.isArray(value.files));
}
