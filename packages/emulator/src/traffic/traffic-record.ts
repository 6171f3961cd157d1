/**
 * One thing that went over the wire of an emulator. Credentials in it are replaced by `[redacted]`.
 *
 * A request is followed by its response, unless its client went away first; so is a handshake that was refused. An accepted handshake is
 * an `open`, followed by the frames of both sides and a `close`. What belongs together has the same `exchange`.
 */
export type TrafficRecord = RequestRecord | ResponseRecord | OpenRecord | FrameRecord | CloseRecord;

interface AnyRecord {
  /** Number of the request or connection, from 1 in the order in which they came. */
  readonly exchange: number;
  /** When it was, in milliseconds since the emulator started. */
  readonly timeMs: number;
  /** Path and query of the request or handshake that began it. */
  readonly path: string;
}

/** A REST request, or a handshake that was refused. It is recorded when all of it has come; its time is that of its first byte. */
export interface RequestRecord extends AnyRecord {
  readonly type: "request";
  /** The method, in capitals. */
  readonly method: string;
  /** Names in lower case; what came repeatedly is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when there was none, or it was not read to its end. */
  readonly body: TrafficBody | undefined;
}

/** What a request was answered with. */
export interface ResponseRecord extends AnyRecord {
  readonly type: "response";
  /** The HTTP status. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What it brought. */
  readonly body: TrafficBody;
}

/** A connection that became live. */
export interface OpenRecord extends AnyRecord {
  readonly type: "open";
  /** Those of the handshake; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The subprotocol that was agreed upon; empty for none. */
  readonly protocol: string;
}

/** A message on a live connection. */
export interface FrameRecord extends AnyRecord {
  readonly type: "frame";
  /** Who sent it. */
  readonly from: "client" | "server";
  /** The whole text; of a binary message, its bytes as base64. */
  readonly text: string;
  /** Whether it was a binary message. */
  readonly isBinary: boolean;
}

/** The end of a live connection, as it was begun: frames that the client sent before it knew may still follow that of the server. */
export interface CloseRecord extends AnyRecord {
  readonly type: "close";
  /** Who ended it. */
  readonly by: "client" | "server";
  /** The close code: 1005 when the client gave none, 1006 when the connection broke. */
  readonly code: number;
  /** The reason that came with the code; empty for none. */
  readonly reason: string;
}

/** What a request or response brought. */
export type TrafficBody =
  | { readonly type: "json"; readonly value: unknown }
  /** Also what should have been JSON and is none. */
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "multipart";
      /** In the order in which they came; a name may come again. */
      readonly fields: readonly { readonly name: string; readonly value: string }[];
      readonly files: readonly UploadedFile[];
    };

/** A file of an upload, without its content. */
export interface UploadedFile {
  /** Name of the form's field. */
  readonly field: string;
  /** The name that the client gave it. */
  readonly fileName: string;
  /** Its media type, as the client said. */
  readonly contentType: string;
  /** Its size in bytes. */
  readonly sizeBytes: number;
  /** In lower-case hexadecimal digits. */
  readonly sha256: string;
}
