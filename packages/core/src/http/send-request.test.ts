import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { ClientContext } from "../client-context.ts";
import type { CallOptions } from "../client-options.ts";
import { APIError } from "../errors/api-error.ts";
import { AuthError } from "../errors/auth-error.ts";
import type { KotobaError } from "../errors/kotoba-error.ts";
import { ProtocolError } from "../errors/protocol-error.ts";
import { RateLimitError } from "../errors/rate-limit-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import type { LogFields } from "../logger.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { type ScriptedAnswer, startScriptedHttpServer } from "../testing/scripted-http-server.ts";
import type { RequestBody } from "./http-transport.ts";
import { type ApiResponse, sendRequest } from "./send-request.ts";

const KEY = "secret-key-0123456789";
const OK: ScriptedAnswer = { status: 200, body: { fine: true } };

/** A body of three pieces. */
function upload(replayable = true): RequestBody {
  return {
    contentType: "text/plain",
    contentLength: 9,
    replayable,
    async *stream() {
      for (const piece of ["one", "two", "six"]) yield new TextEncoder().encode(piece);
    },
  };
}

interface Run {
  readonly answers: readonly ScriptedAnswer[];
  readonly method?: "GET" | "POST";
  readonly body?: RequestBody;
  readonly call?: CallOptions;
  readonly idempotent?: boolean;
}

/** Sends one request to a real server, moving the manual clock whenever the client waits for it. */
async function run({ answers, method = "GET", body, call, idempotent }: Run) {
  await using server = await startScriptedHttpServer(...answers);
  const clock = new ManualClock(Date.parse("2026-01-01T00:00:00Z"));
  const logged: string[] = [];
  const log = (message: string, fields?: LogFields) => logged.push(`${message} ${JSON.stringify(fields)}`);
  await using context = new ClientContext(
    { apiKey: KEY, logger: { debug: log, info: log, warn: log, error: log } },
    { clock, random: () => 0.5 },
  );
  const startTime = clock.now();
  let settled = false;
  const outcome: Promise<Omit<ApiResponse, "json"> | KotobaError> = sendRequest(
    context,
    {
      method,
      url: new URL(`${server.url}/v1/thing?token=in-the-query`),
      body: body ?? (method === "POST" ? upload() : undefined),
      idempotent,
    },
    call,
  )
    .then(({ status, json }) => ({ status, body: json() }))
    .catch((error: KotobaError) => error)
    .finally(() => {
      settled = true;
    });
  const retryScheduled = async (count: number) => {
    const retries = () => logged.filter((line) => line.includes(": retrying")).length;
    while (!settled && retries() < count) await new Promise(setImmediate);
  };
  // An answer needs real time to travel; a deadline and a back-off need the clock to move.
  for (let request = 0; !settled; request++) {
    await Promise.race([outcome, server.requestArrives()]);
    if (["hang", "stall"].includes(String(answers[request]))) await clock.advanceToNextTimer();
    await retryScheduled(request + 1);
    if (!settled) await clock.advanceToNextTimer();
  }
  return {
    outcome: await outcome,
    requests: server.requests,
    logged,
    waitedMs: clock.now() - startTime,
    clock,
  };
}

describe("sendRequest, when the server answers", () => {
  it("sends the key, the agent and the headers of the call, and gives the JSON", async () => {
    const { outcome, requests } = await run({ answers: [OK], call: { headers: { "X-Trace": "7" } } });
    expect(outcome).toMatchObject({ status: 200, body: { fine: true } });
    expect(requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      "x-trace": "7",
      "user-agent": expect.stringMatching(/^kotoba-sdk-typescript\/\d/),
    });
  });

  it.each([
    [401, AuthError, "Check the API key"],
    [403, AuthError, "refused"],
    [404, ProtocolError, "HTTP 404"],
    [418, ProtocolError, "HTTP 418"],
    [501, APIError, "HTTP 501"],
  ])("turns %i into its error at once", async (status, errorClass, words) => {
    const body = { error: { code: "the_code", message: "The reason." } };
    const { outcome, requests } = await run({
      answers: [{ status, body, headers: { "x-request-id": "r-1" } }],
    });
    expect(outcome).toBeInstanceOf(errorClass);
    expect(outcome).toMatchObject({ status, code: "the_code", requestId: "r-1", payload: body });
    expect(String(outcome)).toContain(words);
    expect(String(outcome)).toContain("The reason");
    expect(requests).toHaveLength(1);
  });

  it("repeats 500 three times and then succeeds", async () => {
    const failure = { status: 500, body: { detail: "oops" } };
    const { outcome, requests, waitedMs } = await run({ answers: [failure, failure, failure, OK] });
    expect(outcome).toMatchObject({ body: { fine: true } });
    expect(requests).toHaveLength(4);
    expect(waitedMs).toBe(0.5 * (250 + 500 + 1000));
  });

  it.each([408, 429, 500, 502, 503, 504])("gives up on %i after the allowed retries", async (status) => {
    const { outcome, requests } = await run({ answers: [{ status, body: {} }], call: { maxRetries: 2 } });
    expect(outcome).toMatchObject({ status, retryable: true });
    expect(requests).toHaveLength(3);
  });

  it("waits as long as Retry-After says, in seconds or as a date, and a little more", async () => {
    const seconds = await run({ answers: [{ status: 429, headers: { "retry-after": "7" } }, OK] });
    expect(seconds.waitedMs).toBe(7000 + 125);
    const date = "Thu, 01 Jan 2026 00:00:42 GMT";
    const dated = await run({ answers: [{ status: 429, headers: { "retry-after": date } }, OK] });
    expect(dated.waitedMs).toBe(42_000 + 125);
    expect(dated.outcome).toMatchObject({ body: { fine: true } });
  });

  it("does not wait longer than a minute: the error says how long it would be", async () => {
    const { outcome, requests, waitedMs } = await run({
      answers: [{ status: 429, headers: { "retry-after": "61" } }],
    });
    expect(outcome).toBeInstanceOf(RateLimitError);
    expect(outcome).toMatchObject({ retryAfterMs: 61_000 });
    expect(String(outcome)).toContain("61 s");
    expect([requests.length, waitedMs]).toEqual([1, 0]);
  });

  it("refuses a redirect and sends the key to no other host", async () => {
    await using other = await startScriptedHttpServer(OK);
    const location = `${other.url}/elsewhere?signature=abc`;
    const { outcome, requests } = await run({ answers: [{ status: 307, headers: { location } }] });
    expect(outcome).toBeInstanceOf(APIError);
    expect(outcome).toMatchObject({ code: "unexpected_redirect", status: 307 });
    expect(String(outcome)).toContain(`${other.url}/elsewhere`);
    expect(String(outcome)).not.toContain("signature");
    expect(requests).toHaveLength(1);
    expect(other.requests).toHaveLength(0);
  });

  it("does not take a web page for an answer", async () => {
    const page = await run({ answers: [{ status: 200, body: "<!DOCTYPE html><h1>Welcome</h1>" }] });
    expect(page.outcome).toBeInstanceOf(ProtocolError);
    expect(page.outcome).toMatchObject({ status: 200, code: "bad_response" });
    expect(String(page.outcome)).toContain("web page");
    const gateway = await run({
      answers: [{ status: 502, body: "<html>Bad gateway</html>" }],
      call: { maxRetries: 0 },
    });
    expect(String(gateway.outcome)).toContain("web page");
    expect(String(gateway.outcome)).not.toContain("<html>");
  });

  it("leaves a success as it is, also where it holds the key's letters", async () => {
    const body = { transcription: `say ${KEY}` };
    expect((await run({ answers: [{ status: 200, body }] })).outcome).toMatchObject({ body });
  });

  it("goes by the status of an error whose body breaks off", async () => {
    const { outcome } = await run({ answers: [{ status: 401, body: '{"detail":', breaksOff: true }] });
    expect(outcome).toBeInstanceOf(AuthError);
  });

  it("keeps the key and the query out of errors and logs, even when the server echoes them", async () => {
    const body = { detail: `no such key: ${KEY}` };
    const { outcome, logged } = await run({
      answers: [
        { status: 500, body },
        { status: 401, body },
      ],
    });
    expect(outcome).toBeInstanceOf(AuthError);
    const { stack, message, payload } = outcome as KotobaError;
    const shown = JSON.stringify([outcome, stack, message, payload, logged]);
    expect(shown).toContain("[redacted]");
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain("in-the-query");
    expect(logged.length).toBeGreaterThan(1);
  });
});

describe("sendRequest, when the connection fails", () => {
  it("repeats a refused connection, also for an upload: nothing had left", async () => {
    const { url } = await closedServer();
    for (const method of ["GET", "POST"] as const) {
      await using context = new ClientContext({ apiKey: KEY }, { random: () => 0.001 });
      const body = upload(false);
      const error = await sendRequest(context, {
        method,
        url,
        body: method === "POST" ? body : undefined,
      }).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(APIError);
      expect(String(error)).toContain("connection refused");
      expect(error).toMatchObject({ code: "connection_failed", retryable: true });
      expect(context.retryBudget.units).toBe(500 - 3 * 5);
    }
  });

  it.each(["reset-before-body", "reset-after-body"] as const)("repeats a GET after a %s", async (answer) => {
    const { outcome, requests } = await run({ answers: [answer, OK] });
    expect(outcome).toMatchObject({ body: { fine: true } });
    expect(requests).toHaveLength(2);
  });

  it.each(["reset-before-body", "reset-after-body"] as const)(
    "does not repeat a POST after a %s",
    async (answer) => {
      const { outcome, requests } = await run({ answers: [answer, OK], method: "POST" });
      expect(outcome).toBeInstanceOf(APIError);
      expect(String(outcome)).toContain("not sent again");
      expect(requests).toHaveLength(1);
    },
  );

  it.each([500, 502, 504, 408])(
    "does not repeat a POST after %i, unless the caller calls it idempotent",
    async (status) => {
      const answers = [{ status }, OK];
      expect((await run({ answers, method: "POST" })).requests).toHaveLength(1);
      expect((await run({ answers, method: "POST", idempotent: true })).requests).toHaveLength(2);
    },
  );

  it.each([429, 503])(
    "repeats a POST after %i with its whole body, if it can be read again",
    async (status) => {
      const answers = [{ status, body: {} }, OK];
      const { requests } = await run({ answers, method: "POST" });
      expect(requests.map((request) => request.body.toString())).toEqual(["onetwosix", "onetwosix"]);
      expect((await run({ answers, method: "POST", body: upload(false) })).requests).toHaveLength(1);
    },
  );

  it("times out on a server that hangs, and repeats a GET but not a POST", async () => {
    const get = await run({ answers: ["hang", OK], call: { timeoutMs: 5000 } });
    expect(get.outcome).toMatchObject({ body: { fine: true } });
    expect(get.waitedMs).toBe(5000 + 125);
    const post = await run({ answers: ["hang", OK], method: "POST", call: { timeoutMs: 5000 } });
    expect(post.outcome).toBeInstanceOf(TimeoutError);
    expect(post.outcome).toMatchObject({ phase: "response", limitMs: 5000 });
    expect(post.requests).toHaveLength(1);
    expect(post.clock.pendingTimers).toBe(0);
  });

  it("times out in phase upload when the server stops reading", async () => {
    const endless: RequestBody = {
      contentType: "text/plain",
      contentLength: undefined,
      replayable: true,
      async *stream() {
        for (;;) yield new Uint8Array(1 << 20);
      },
    };
    const { outcome } = await run({
      answers: ["stall"],
      method: "POST",
      body: endless,
      call: { timeoutMs: 5000 },
    });
    expect(outcome).toMatchObject({ name: "TimeoutError", phase: "upload" });
  });
});

describe("sendRequest, in the hands of its caller", () => {
  it("gives the answer its own limit, after the upload", async () => {
    await using server = await startScriptedHttpServer("hang");
    const clock = new ManualClock();
    await using context = new ClientContext({ apiKey: KEY, timeoutMs: 1000 }, { clock });
    const request = {
      method: "POST",
      url: new URL(server.url),
      body: upload(),
      answerLimitMs: 60_000,
    } as const;
    const outcome = sendRequest(context, request).catch((error: unknown) => error);
    while (server.requests.length === 0) await new Promise(setImmediate);
    await clock.advance(60_000);
    expect(clock.pendingTimers).toBe(1);
    // The system may still hold the last bytes: a small upload is given a moment more, by its size.
    await clock.advance(1);
    expect(await outcome).toMatchObject({ phase: "response", limitMs: 60_000 });
  });

  it("rejects with the signal's reason during a request and during back-off, leaving no timer", async () => {
    for (const answer of ["hang", { status: 503 }] as const) {
      await using server = await startScriptedHttpServer(answer);
      const clock = new ManualClock();
      await using context = new ClientContext({ apiKey: KEY }, { clock });
      const controller = new AbortController();
      const call = sendRequest(
        context,
        { method: "GET", url: new URL(server.url) },
        { signal: controller.signal },
      );
      const caught = call.catch((error: unknown) => error);
      await server.requestArrives();
      while (answer !== "hang" && context.retryBudget.units === 500) await new Promise(setImmediate);
      const reason = new Error("enough");
      controller.abort(reason);
      expect(await caught).toBe(reason);
      expect(clock.pendingTimers).toBe(0);
    }
  });

  it("passes on an error of the body's own source, and does not repeat it", async () => {
    const failure = new Error("disk on fire");
    const body: RequestBody = {
      ...upload(),
      async *stream() {
        yield new Uint8Array(3);
        throw failure;
      },
    };
    await using server = await startScriptedHttpServer(OK);
    await using context = new ClientContext({ apiKey: KEY });
    const request = { method: "POST", url: new URL(server.url), body, idempotent: true } as const;
    await expect(sendRequest(context, request)).rejects.toBe(failure);
    expect(context.retryBudget.units).toBe(500);
  });

  it("returns the body's source when the server breaks off, even if the source hangs", async () => {
    let returned = false;
    const body: RequestBody = {
      contentType: "text/plain",
      contentLength: undefined,
      replayable: true,
      stream: () => ({
        [Symbol.asyncIterator]: () => {
          let pieces = 0;
          return {
            next: () =>
              pieces++ === 0
                ? Promise.resolve({ done: false, value: new Uint8Array(8) })
                : new Promise(() => {}),
            return: async () => {
              returned = true;
              return { done: true, value: undefined };
            },
          };
        },
      }),
    };
    await using server = await startScriptedHttpServer("reset-before-body");
    await using context = new ClientContext({ apiKey: KEY, timeoutMs: 5000 });
    const error = await sendRequest(context, { method: "POST", url: new URL(server.url), body }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(APIError);
    while (!returned) await new Promise(setImmediate);
  });

  it("asks an apiKey function afresh for each attempt", async () => {
    await using server = await startScriptedHttpServer({ status: 503 }, OK);
    let asked = 0;
    await using context = new ClientContext({ apiKey: () => `key-number-${++asked}` }, { random: () => 0 });
    await sendRequest(context, { method: "GET", url: new URL(server.url) });
    expect(server.requests.map((request) => request.headers.authorization)).toEqual([
      "Bearer key-number-1",
      "Bearer key-number-2",
    ]);
  });

  it("names an apiKey function that never answers, and repeats nothing for it", async () => {
    const clock = new ManualClock();
    await using context = new ClientContext(
      { apiKey: () => new Promise(() => {}), timeoutMs: 1000 },
      { clock },
    );
    const call = sendRequest(context, { method: "GET", url: new URL("http://127.0.0.1:9") }).catch(
      (e: unknown) => e,
    );
    await clock.advance(1000);
    expect(await call).toMatchObject({ code: "api_key_timeout", message: expect.stringContaining("apiKey") });
    expect(clock.pendingTimers).toBe(0);
  });

  it("is not disturbed by a logger that fails", async () => {
    await using server = await startScriptedHttpServer(OK);
    const fail = () => {
      throw new Error("the log is full");
    };
    const logger = { debug: fail, info: fail, warn: fail, error: fail };
    await using context = new ClientContext({ apiKey: KEY, logger });
    expect(await sendRequest(context, { method: "GET", url: new URL(server.url) })).toMatchObject({
      status: 200,
    });
  });

  it("ends at once, and says why, when its client is closed", async () => {
    await using server = await startScriptedHttpServer("hang");
    const context = new ClientContext({ apiKey: KEY });
    const call = sendRequest(context, { method: "GET", url: new URL(server.url) }).catch(
      (error: unknown) => error,
    );
    await server.requestArrives();
    await context.close();
    expect(await call).toMatchObject({ name: "ConfigurationError", code: "client_closed" });
  });

  it("closes although a connection never comes to stand", async () => {
    await using silent = await startSilentServer();
    const context = new ClientContext({ apiKey: KEY, timeoutMs: 50, maxRetries: 0 });
    const call = sendRequest(context, { method: "GET", url: new URL(`https://127.0.0.1:${silent.port}`) });
    await expect(call).rejects.toMatchObject({ name: "TimeoutError" });
    await context.close();
  });

  it("may be ended by a signal that hundreds of calls share, without a warning", async () => {
    await using server = await startScriptedHttpServer(OK);
    await using context = new ClientContext({ apiKey: KEY });
    const warnings: string[] = [];
    const onWarning = (warning: Error) => warnings.push(warning.name);
    process.on("warning", onWarning);
    const { signal } = new AbortController();
    const request = { method: "GET", url: new URL(server.url) } as const;
    await Promise.all(Array.from({ length: 50 }, () => sendRequest(context, request, { signal })));
    await new Promise(setImmediate);
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });

  it("refuses bad options before anything is sent, naming them", async () => {
    await using server = await startScriptedHttpServer(OK);
    await using context = new ClientContext({ apiKey: KEY });
    const request = { method: "GET", url: new URL(server.url) } as const;
    await expect(sendRequest(context, request, { timeoutMs: 0 })).rejects.toThrow("timeoutMs");
    await expect(sendRequest(context, request, { timeoutMs: 3e9 })).rejects.toThrow("24 days");
    await expect(sendRequest(context, request, { headers: { "Transfer-Encoding": "x" } })).rejects.toThrow(
      "Transfer-Encoding",
    );
    await expect(sendRequest(context, request, { maxRetries: 1.5 })).rejects.toThrow("maxRetries");
    await expect(sendRequest(context, request, { headers: { "x-a": "b\r\nc" } })).rejects.toThrow("x-a");
    await context.close();
    await expect(sendRequest(context, request)).rejects.toThrow("closed");
    expect(server.requests).toHaveLength(0);
  });
});

/** A server that takes connections and never says a word. */
async function startSilentServer(): Promise<AsyncDisposable & { port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on("error", () => {})));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The URL of a port that nothing listens on any more. */
async function closedServer(): Promise<{ url: URL }> {
  await using server = await startScriptedHttpServer(OK);
  return { url: new URL(server.url) };
}
