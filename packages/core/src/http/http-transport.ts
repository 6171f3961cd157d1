/** A request body that is sent piece by piece. */
export interface RequestBody {
  /** Its media type, with parameters. */
  readonly contentType: string;
  /** Exact number of bytes; undefined when it is not known before the end. */
  readonly contentLength: number | undefined;
  /** Whether {@link RequestBody.stream} may be called more than once. */
  readonly replayable: boolean;
  /** The bytes, read no faster than they are sent. */
  stream(): AsyncIterable<Uint8Array>;
}

/** One HTTP request as it goes out. */
export interface HttpRequest {
  /** The method. */
  readonly method: "GET" | "POST";
  /** The whole URL, query included. */
  readonly url: URL;
  /** Header fields by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Pulled only once the connection stands: a body that was never pulled never left. */
  readonly body?: RequestBody | undefined;
  /** Ends the request and its answer. */
  readonly signal: AbortSignal;
}

/** The answer, its body still to be read. */
export interface HttpResponse {
  /** The HTTP status. */
  readonly status: number;
  /** Header fields by lower-case name; a repeated field is joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body; it must be read to the end or its iterator returned. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Sends single HTTP requests. Follows no redirect, retries nothing, sets no deadline. */
export interface HttpTransport {
  /** Resolves when the answer's header has come; rejects with whatever went wrong. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Ends every connection; requests under way fail. */
  close(): Promise<void>;
}
