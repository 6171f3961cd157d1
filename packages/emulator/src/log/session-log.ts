import type {
  CloseRecord,
  FrameRecord,
  OpenRecord,
  RequestRecord,
  ResponseRecord,
} from "../traffic/traffic-record.ts";

/** Version of the files' format; it grows when a line changes its meaning. */
export const LOG_VERSION = 1;

/**
 * The first line of a log. The others are the records of the traffic, each as JSON on a line of its own; before the request of an upload come
 * the pieces of its file.
 */
export interface LogHeader {
  readonly type: "kotobalog";
  readonly version: typeof LOG_VERSION;
  /** When the emulator started, in ISO 8601: what the records' times count from. */
  readonly startedAt: string;
}

/** A piece of an uploaded file. */
export interface UploadRecord {
  readonly type: "upload";
  readonly exchange: number;
  readonly base64: string;
}

/** A whole log, by requests and connections, in the order in which these began. */
export interface SessionLog {
  readonly exchanges: readonly LoggedExchange[];
}

export type LoggedExchange = LoggedRequest | LoggedSession;

/** A request, or a handshake that was refused. */
export interface LoggedRequest {
  readonly type: "request";
  readonly request: RequestRecord;
  /** Undefined when the client did not wait for it. */
  readonly response: ResponseRecord | undefined;
  /** The content of its file; undefined without one. */
  readonly upload: Uint8Array | undefined;
}

/** A live connection. */
export interface LoggedSession {
  readonly type: "session";
  readonly open: OpenRecord;
  /** Of both sides, in order. */
  readonly frames: readonly FrameRecord[];
  /** Undefined when the log ends before. */
  readonly close: CloseRecord | undefined;
}
