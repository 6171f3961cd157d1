import { describe, expect, it } from "vitest";
import { APIError } from "../errors/api-error.ts";
import { AuthError } from "../errors/auth-error.ts";
import { ConnectionLostError } from "../errors/connection-lost-error.ts";
import { ProtocolError } from "../errors/protocol-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import type { ScriptedConnectionAnswer } from "../testing/scripted-socket-server.ts";
import { until } from "../testing/until.ts";
import { lostConnection } from "./lost-connection.ts";
import type { SessionOptions } from "./open-session.ts";
import { isLostLine } from "./reopen-session.ts";
import { type SessionTestBed, sessionTestBed, welcome } from "./session-test-bed.ts";

const NOTHING_LEFT = { timers: 0, listeners: 0 };

/** Opens again, and tells the attempts and when they were told of. */
function reopen(
  bed: SessionTestBed,
  {
    endTime = 30_000,
    firstAttempt = 1,
    ...options
  }: SessionOptions & { endTime?: number; firstAttempt?: number },
) {
  const attempts: [number, number][] = [];
  const state = { isOver: false };
  const onAttempt = (attempt: number) => attempts.push([attempt, bed.clock.now()]);
  const outcome = bed
    .reopen({ endTime, firstAttempt, onAttempt }, options)
    .catch((error: unknown) => ({ error }))
    .finally(() => {
      state.isOver = true;
    });
  /** Waits until attempts have been told of, up to this number of them. */
  const told = (count: number) => until(() => attempts.length === count || state.isOver);
  return { attempts, state, outcome, told };
}

describe("an end for want of a line", () => {
  const sent = { sentSeconds: 1, confirmedSeconds: 0 };

  it.each([1000, 1001, 1005, 1006, 1011, 1012, 1013, 4000])("is a close with %d", (code) => {
    expect(isLostLine(lostConnection("a place", code, "", sent))).toBe(true);
  });

  it.each([1002, 1003, 1007, 1008, 1009, 1010])("is no close with %d, for a reason that stays", (code) => {
    expect(isLostLine(lostConnection("a place", code, "", sent))).toBe(false);
  });

  it("is a line without a sign of life, and no other silence", () => {
    const silence = (phase: "keepalive" | "finish" | "handshake") =>
      new TimeoutError("silence", { phase, limitMs: 1 });
    expect([silence("keepalive"), silence("finish"), silence("handshake")].map(isLostLine)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is no error of the service's, nor any other", () => {
    const errors = [
      new AuthError("no"),
      new ProtocolError("full", { retryable: true }),
      new APIError("down", { retryable: true }),
      new Error("bug"),
      "a reason",
      undefined,
    ];
    for (const error of errors) expect(isLostLine(error)).toBe(false);
  });
});

describe("attempts", () => {
  it("are waited for, each longer up to a limit, and told of before the wait", async () => {
    await using bed = await sessionTestBed({ status: 503 }, { status: 500 }, { status: 502 }, welcome);
    const { attempts, outcome, told } = reopen(bed, {});
    for (let attempt = 1; attempt <= 4; attempt++) {
      await told(attempt);
      expect(bed.server.upgrades).toHaveLength(attempt - 1);
      await bed.clock.advanceToNextTimer();
    }
    const result = await outcome;
    expect(attempts).toEqual([
      [1, 0],
      [2, 125],
      [3, 375],
      [4, 875],
    ]);
    expect(result).toMatchObject({ ok: true });
    if (!("ok" in result && result.ok)) throw new Error("not open");
    expect(bed.clock.now()).toBe(1875);
    expect(result.runner.state).toBe("open");
    await result.runner.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("go on counting, and waiting longer, from those before", async () => {
    await using bed = await sessionTestBed(welcome);
    const { attempts, outcome, told } = reopen(bed, { firstAttempt: 5 });
    await told(1);
    await bed.clock.advanceToNextTimer();
    const result = await outcome;
    expect(attempts).toEqual([[5, 0]]);
    expect(bed.clock.now()).toBe(2000);
    if ("ok" in result && result.ok) await result.runner.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("wait as long as the service asks for", async () => {
    await using bed = await sessionTestBed({ status: 429, headers: { "retry-after": "7" } }, welcome);
    const { attempts, outcome, told } = reopen(bed, {});
    await told(1);
    await bed.clock.advanceToNextTimer();
    await told(2);
    expect(attempts[1]).toEqual([2, 125]);
    await bed.clock.advance(7249);
    expect(bed.server.upgrades).toHaveLength(1);
    await bed.clock.advance(1);
    const result = await outcome;
    expect(bed.server.upgrades).toHaveLength(2);
    if ("ok" in result && result.ok) await result.runner.close();
  });

  it("of which one gets no answer are followed by another, within the time", async () => {
    await using bed = await sessionTestBed("hang", "hang", welcome);
    const { attempts, outcome, told } = reopen(bed, { timeoutMs: 2000 });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await told(attempt);
      await bed.clock.advanceToNextTimer();
      if (attempt === 3) break;
      await until(() => bed.server.upgrades.length === attempt);
      await bed.clock.advance(2000);
    }
    const result = await outcome;
    expect(attempts).toEqual([
      [1, 0],
      [2, 2125],
      [3, 4375],
    ]);
    expect(result).toMatchObject({ ok: true });
    if ("ok" in result && result.ok) await result.runner.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("when time is up,", () => {
  it("the last failure is told", async () => {
    await using bed = await sessionTestBed({ status: 503 });
    const { attempts, state, outcome, told } = reopen(bed, { endTime: 1000 });
    for (let attempt = 1; !state.isOver; attempt++) {
      await told(attempt);
      if (!state.isOver) await bed.clock.advanceToNextTimer();
    }
    expect(await outcome).toMatchObject({ ok: false, lastError: { name: "APIError", status: 503 } });
    // The last is told of, but its wait is longer than the time that is left.
    expect(attempts.map(([attempt]) => attempt)).toEqual([1, 2, 3, 4]);
    expect(bed.server.upgrades).toHaveLength(3);
    expect(bed.clock.now()).toBe(1000);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("an attempt under way ends", async () => {
    await using bed = await sessionTestBed("hang");
    const { outcome, told } = reopen(bed, { endTime: 1000 });
    await told(1);
    await bed.clock.advanceToNextTimer();
    await until(() => bed.server.upgrades.length === 1);
    await bed.clock.advance(875);
    const result = await outcome;
    expect(result).toMatchObject({
      ok: false,
      lastError: { name: "TimeoutError", phase: "handshake", limitMs: 875 },
    });
    expect(bed.clock.now()).toBe(1000);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("nothing is tried any more, and there is nothing to tell", async () => {
    await using bed = await sessionTestBed(welcome);
    const { outcome } = reopen(bed, { endTime: 0 });
    await bed.clock.advance(0);
    expect(await outcome).toEqual({ ok: false, lastError: undefined });
    expect(bed.server.upgrades).toHaveLength(0);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("what would not go away ends it at once:", () => {
  it.each<[string, ScriptedConnectionAnswer, object]>([
    ["a key that is refused", { status: 401 }, { name: "AuthError", status: 401 }],
    ["a route that is not there", { status: 404 }, { name: "ProtocolError", status: 404 }],
    [
      "an error frame",
      (peer) => peer.send({ type: "error", error: { code: "bad_request", message: "no" } }),
      { name: "ProtocolError", code: "bad_request" },
    ],
    [
      "a close for a reason that stays",
      (peer) => peer.close(1008),
      { name: "ConnectionLostError", closeCode: 1008 },
    ],
  ])("%s", async (_, answer, expected) => {
    await using bed = await sessionTestBed(answer);
    const { outcome, told } = reopen(bed, {});
    await told(1);
    await bed.clock.advanceToNextTimer();
    const result = await outcome;
    expect(result).toMatchObject({ error: expected });
    expect(bed.server.upgrades).toHaveLength(1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("an abort", () => {
  it.each(["in a wait", "in an attempt"])("%s ends it with its reason", async (when) => {
    await using bed = await sessionTestBed("hang");
    const { outcome, told } = reopen(bed, {});
    await told(1);
    if (when === "in an attempt") {
      await bed.clock.advanceToNextTimer();
      await until(() => bed.server.upgrades.length === 1);
    }
    const reason = { why: "a reason that is no error" };
    bed.controller.abort(reason);
    expect(await outcome).toEqual({ error: reason });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

it("whether a lost line may be restored is what its error says", () => {
  const options = { closeCode: 1006, reason: "", sentSeconds: 0, confirmedSeconds: 0 };
  expect(isLostLine(new ConnectionLostError("lost", options))).toBe(true);
  expect(isLostLine(new ConnectionLostError("lost", { ...options, retryable: false }))).toBe(false);
});
