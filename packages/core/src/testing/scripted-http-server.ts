import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** What the server does with one request. */
export type ScriptedAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Sent as JSON unless it is a string. */
      readonly body?: unknown;
      /** Breaks the connection before the body is complete. Default false. */
      readonly breaksOff?: boolean;
    }
  /** Breaks the connection when the header has come, before the body was read. */
  | "reset-before-body"
  /** Breaks the connection when the whole request has come. */
  | "reset-after-body"
  /** Reads the request and never answers. */
  | "hang"
  /** Stops reading after the header, and never answers. */
  | "stall";

/** A request as it arrived. */
export interface ReceivedRequest {
  /** The method, in capitals. */
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Header fields by lower-case name. */
  readonly headers: IncomingMessage["headers"];
  /** As much of the body as came. */
  readonly body: Buffer;
}

/** A real HTTP server on a free loopback port that answers by a script. */
export interface ScriptedHttpServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Requests that came with their whole body, and those that were broken off, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** Resolves when a request has begun to arrive that no earlier call has waited for. */
  requestArrives(): Promise<void>;
}

/**
 * Starts the server. Answers are used in order, the last one again and again.
 */
export async function startScriptedHttpServer(
  ...answers: readonly ScriptedAnswer[]
): Promise<ScriptedHttpServer> {
  const requests: ReceivedRequest[] = [];
  const arrivals = new EventTarget();
  let arrived = 0;
  let awaited = 0;
  const server = createServer((request, response) => {
    const answer = answers[Math.min(arrived, answers.length - 1)] ?? { status: 500 };
    arrived++;
    arrivals.dispatchEvent(new Event("arrival"));
    void receive(request, response, answer).then((received) => requests.push(received));
  });
  // A connection that the script breaks makes an error that is part of the script.
  server.on("clientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async requestArrives() {
      awaited++;
      while (arrived < awaited) await once(arrivals, "arrival");
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ScriptedAnswer,
): Promise<ReceivedRequest> {
  const { method = "", url: path = "", headers } = request;
  if (answer === "stall") return { method, path, headers, body: Buffer.alloc(0) };
  if (answer === "reset-before-body") {
    request.socket.resetAndDestroy();
    return { method, path, headers, body: Buffer.alloc(0) };
  }
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request) pieces.push(piece);
  } catch {
    // The client broke off: what came is what was received.
  }
  if (answer === "reset-after-body") request.socket.resetAndDestroy();
  else if (answer !== "hang") respond(response, answer);
  return { method, path, headers, body: Buffer.concat(pieces) };
}

function respond(response: ServerResponse, answer: Exclude<ScriptedAnswer, string>): void {
  const { status, headers = {}, body = "", breaksOff = false } = answer;
  const isText = typeof body === "string";
  response.writeHead(status, { "content-type": isText ? "text/html" : "application/json", ...headers });
  const text = isText ? body : JSON.stringify(body);
  if (breaksOff) response.write(text, () => response.destroy());
  else response.end(text);
}
