import { describe, expect, it } from "vitest";
import { APIError } from "../errors/api-error.ts";
import { AuthError } from "../errors/auth-error.ts";
import { ConnectionLostError } from "../errors/connection-lost-error.ts";
import { KotobaError } from "../errors/kotoba-error.ts";
import { ProtocolError } from "../errors/protocol-error.ts";
import { RateLimitError } from "../errors/rate-limit-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import type { ScriptedConnection, ScriptedConnectionAnswer } from "../testing/scripted-socket-server.ts";
import { until } from "../testing/until.ts";
import { drain, sessionTestBed, TEST_KEY, welcome } from "./session-test-bed.ts";

const NOTHING_LEFT = { timers: 0, listeners: 0 };

function requireKotobaError(error: unknown): KotobaError {
  if (!KotobaError.isInstance(error)) throw new Error("No error of ours", { cause: error });
  for (const secret of [TEST_KEY, "in-the-query"]) {
    expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toContain(secret);
  }
  return error;
}

/** Sends a frame instead of getting ready. */
const answering = (frame: unknown) => async (connection: ScriptedConnection) => {
  await connection.receive();
  connection.send(frame);
};

describe("the connection", () => {
  it("that is refused is tried again, and then an APIError that says so", async () => {
    await using bed = await sessionTestBed(welcome);
    await bed.server[Symbol.asyncDispose]();
    const error = requireKotobaError(await bed.refusal({ maxRetries: 1 }));
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: "connection_failed", retryable: true });
    expect(error.message).toContain("nothing listens there");
    expect(bed.clock.now()).toBe(125);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("whose upgrade is never answered ends with the limit, once", async () => {
    await using bed = await sessionTestBed("hang");
    const outcome = bed.open().catch((error: unknown) => error);
    await until(() => bed.server.upgrades.length === 1);
    await bed.clock.advance(14_999);
    expect(bed.clock.pendingTimers).toBe(1);
    await bed.clock.advance(1);
    const error = requireKotobaError(await outcome);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: "handshake", limitMs: 15_000, code: "handshake_timeout" });
    expect(bed.server.upgrades).toHaveLength(1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("carries the key and the headers of the call", async () => {
    await using bed = await sessionTestBed(welcome);
    await using _session = await bed.open({ headers: { "x-tenant": "a" } });
    expect(bed.server.upgrades[0]).toMatchObject({ authorization: `Bearer ${TEST_KEY}`, "x-tenant": "a" });
    expect(bed.server.upgrades[0]).not.toHaveProperty("sec-websocket-extensions");
  });
});

describe("an upgrade that is refused", () => {
  it.each([
    [401, AuthError, 1],
    [403, AuthError, 1],
    [404, ProtocolError, 1],
    [302, APIError, 1],
    [429, RateLimitError, 4],
    [500, APIError, 4],
    [503, APIError, 4],
  ])(
    "with HTTP %d is a %o after %d attempts, each on a connection of its own",
    async (status, type, attempts) => {
      const body = { error: { code: "its_own_code", message: `Not with ${TEST_KEY}` } };
      await using bed = await sessionTestBed({ status, body });
      const error = requireKotobaError(await bed.refusal());
      expect(error).toBeInstanceOf(type);
      expect(error.status).toBe(status);
      expect(error.message).toContain(status === 302 ? "redirect" : "Not with [redacted]");
      expect(JSON.stringify(error.payload)).not.toContain(TEST_KEY);
      expect(bed.server.upgrades).toHaveLength(attempts);
      expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
    },
  );

  it("for a while is waited out, as long as the service asks for", async () => {
    await using bed = await sessionTestBed({ status: 429, headers: { "retry-after": "7" } }, welcome);
    const opening = bed.open();
    await bed.retryScheduled(1);
    await bed.clock.advance(6999);
    expect(bed.server.upgrades).toHaveLength(1);
    await bed.clock.advance(1000);
    const session = await opening;
    expect(bed.server.upgrades).toHaveLength(2);
    await session.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("and asks for more than a minute ends at once", async () => {
    await using bed = await sessionTestBed({ status: 429, headers: { "retry-after": "61" } });
    const error = await bed.refusal();
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterMs: 61_000 });
    expect(bed.server.upgrades).toHaveLength(1);
  });

  it("with a body that does not end says what its status says", async () => {
    await using bed = await sessionTestBed({ status: 401, body: "<html>", neverEnds: true });
    const outcome = bed.open().catch((error: unknown) => error);
    // The deadline of the handshake, and that of the body.
    await until(() => bed.clock.pendingTimers === 2);
    await bed.clock.advance(1000);
    expect(await outcome).toMatchObject({ name: "AuthError", status: 401 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("an error frame in the handshake surfaces as itself, at once", () => {
  const said = "no such language";
  it.each<[object, typeof KotobaError, string]>([
    [{ type: "error", error: said }, ProtocolError, "server_error"],
    [{ type: "error", error: { code: "bad_request", message: said } }, ProtocolError, "bad_request"],
    [{ type: "error", message: said, code: "language_not_found" }, ProtocolError, "language_not_found"],
    [{ type: "x-fal-error", error: "TIMEOUT", reason: said }, ProtocolError, "server_error"],
    [{ type: "error", error: { code: "invalid_api_key", message: said } }, AuthError, "invalid_api_key"],
  ])("%j", async (frame, type, code) => {
    await using bed = await sessionTestBed(answering(frame));
    // The clock stands still: nothing but the frame can end this.
    const error = requireKotobaError(await bed.open().catch((cause: unknown) => cause));
    expect(error).toBeInstanceOf(type);
    expect(error.code).toBe(code);
    expect(error.message).toContain(said);
    expect(error.payload).toEqual(frame);
    expect(bed.server.upgrades).toHaveLength(1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("without the key that it repeats, and without length", async () => {
    const frame = { type: "error", error: `The key ${TEST_KEY} is unknown. ${"x".repeat(100_000)}` };
    await using bed = await sessionTestBed(answering(frame));
    const error = requireKotobaError(await bed.refusal());
    expect(error.message).toContain("The key [redacted] is unknown");
    expect(error.message.length).toBeLessThan(600);
    expect(JSON.stringify(error.payload)).not.toContain(TEST_KEY);
  });

  it("when it comes before the session has said anything, and leaves no listener", async () => {
    const early: ScriptedConnectionAnswer = (connection) => connection.send({ type: "error", error: said });
    await using bed = await sessionTestBed(early);
    expect(await bed.refusal()).toMatchObject({ name: "ProtocolError" });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("a want of capacity", () => {
  it.each<object>([
    { type: "error", error: "no available batch slot" },
    { type: "error", error: { code: "capacity", message: "full" } },
    { type: "error", message: "worker_unavailable" },
    { type: "x-fal-error", reason: "Please try again later" },
    { type: "error", error: { code: "rate_limit_error", message: "too many" } },
  ])("is waited out with a new connection: %j", async (frame) => {
    await using bed = await sessionTestBed(answering(frame), answering(frame), welcome);
    const opening = bed.open();
    for (let attempt = 1; attempt <= 2; attempt++) {
      await bed.retryScheduled(attempt);
      await bed.clock.advanceToNextTimer();
    }
    const session = await opening;
    expect(session.state).toBe("open");
    await session.close();
    expect(bed.server.upgrades).toHaveLength(3);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("is reported when a minute is over, whatever retries are left", async () => {
    await using bed = await sessionTestBed({ status: 429, headers: { "retry-after": "25" } });
    expect(await bed.refusal({ maxRetries: 100 })).toBeInstanceOf(RateLimitError);
    expect(bed.server.upgrades).toHaveLength(3);
    expect(bed.clock.now()).toBeLessThanOrEqual(60_000);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("a handshake that goes no further", () => {
  it("ends with the limit of the call", async () => {
    await using bed = await sessionTestBed(async (connection) => {
      await connection.receive();
      connection.send({ type: "something_else" });
    });
    const outcome = bed.open({ timeoutMs: 3000 }).catch((error: unknown) => error);
    // The deadline and the keepalive.
    await until(() => bed.clock.pendingTimers === 2);
    await bed.clock.advance(3000);
    expect(requireKotobaError(await outcome)).toMatchObject({ phase: "handshake", limitMs: 3000 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each([
    [1000, 4],
    [1011, 4],
    [1008, 1],
  ])(
    "because the service closes it with %d is a ConnectionLostError after %d attempts",
    async (code, attempts) => {
      await using bed = await sessionTestBed(async (connection) => {
        await connection.receive();
        connection.close(code, `not now, ${TEST_KEY}`);
      });
      const error = requireKotobaError(await bed.refusal());
      expect(error).toBeInstanceOf(ConnectionLostError);
      expect(error).toMatchObject({ closeCode: code, reason: "not now, [redacted]" });
      expect(bed.server.upgrades).toHaveLength(attempts);
      expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
    },
  );
});

describe("an abort", () => {
  const reason = { why: "a reason that is no error" };

  it("before anything asks for no key and opens no connection", async () => {
    await using bed = await sessionTestBed(welcome);
    bed.controller.abort(reason);
    await expect(bed.open()).rejects.toBe(reason);
    expect(bed.server.upgrades).toHaveLength(0);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, ScriptedConnectionAnswer]>([
    ["while connecting", "hang"],
    ["while a refusal's body comes", { status: 503, neverEnds: true }],
    ["in the handshake", (connection) => void connection.receive()],
  ])("%s ends it with its reason", async (_, answer) => {
    await using bed = await sessionTestBed(answer);
    const outcome = bed.open().catch((error: unknown) => error);
    await until(
      () => bed.server.upgrades.length === 1 && bed.clock.pendingTimers === (answer === "hang" ? 1 : 2),
    );
    bed.controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("between two attempts ends the wait", async () => {
    await using bed = await sessionTestBed({ status: 503 });
    const outcome = bed.open().catch((error: unknown) => error);
    await bed.retryScheduled(1);
    bed.controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(bed.server.upgrades).toHaveLength(1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

it("refuses a high-water mark that would let sends wait for ever", async () => {
  await using bed = await sessionTestBed(welcome);
  for (const highWaterMarkBytes of [0, -1, Number.NaN]) {
    await expect(bed.open({ highWaterMarkBytes })).rejects.toThrow("highWaterMarkBytes");
  }
  expect(bed.server.upgrades).toHaveLength(0);
});

it("lets nothing of one attempt reach the next", async () => {
  await using bed = await sessionTestBed(
    async (connection) => {
      await connection.receive();
      connection.send({ type: "word", word: "of the first" });
      connection.send({ type: "error", error: { code: "capacity" } });
    },
    async (connection) => {
      await welcome(connection);
      connection.send({ type: "done" });
    },
  );
  const opening = bed.open();
  await bed.retryScheduled(1);
  await bed.clock.advanceToNextTimer();
  expect(await drain(await opening)).toEqual({ events: ["done"] });
});
