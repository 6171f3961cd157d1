import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { APIError } from "./api-error.ts";
import { AuthError } from "./auth-error.ts";
import { JobNotFoundError } from "./job-not-found-error.ts";
import { KotobaError } from "./kotoba-error.ts";
import { ProtocolError } from "./protocol-error.ts";
import { RateLimitError } from "./rate-limit-error.ts";
import { TimeoutError } from "./timeout-error.ts";
import { WorkerStartupError } from "./worker-startup-error.ts";

describe("KotobaError", () => {
  it("is recognised by its class and every class above it, and by no other", () => {
    const error = new RateLimitError("slow down", { retryAfterMs: 2000 });
    expect(RateLimitError.isInstance(error)).toBe(true);
    expect(ProtocolError.isInstance(error)).toBe(true);
    expect(KotobaError.isInstance(error)).toBe(true);
    expect(APIError.isInstance(error)).toBe(false);
    for (const other of [null, undefined, "KotobaError", {}, new Error("KotobaError")]) {
      expect(KotobaError.isInstance(other)).toBe(false);
    }
  });

  it("tells classes with the same fields apart for the compiler too", () => {
    const describe = (error: KotobaError): string => {
      if (AuthError.isInstance(error)) return "auth";
      if (ProtocolError.isInstance(error))
        return RateLimitError.isInstance(error) ? "rate" : `protocol ${error.code}`;
      return error.code;
    };
    expect(describe(new AuthError("no"))).toBe("auth");
    expect(describe(new APIError("no", { code: "c" }))).toBe("c");
    expect(describe(new ProtocolError("no", { code: "d" }))).toBe("protocol d");
  });

  it("recognises errors of another copy of the package", async () => {
    const url = new URL("./timeout-error.ts?second-copy", import.meta.url).href;
    const copy: { TimeoutError: typeof TimeoutError } = await import(/* @vite-ignore */ url);
    const error = new copy.TimeoutError("late", { phase: "job", limitMs: 5 });
    expect(copy.TimeoutError).not.toBe(TimeoutError);
    expect(TimeoutError.isInstance(error)).toBe(true);
  });

  it("keeps its fields, its cause and a name that minifiers cannot change", () => {
    const cause = new Error("ECONNRESET");
    const error = new WorkerStartupError("still cold", {
      phase: "startup",
      limitMs: 600_000,
      cause,
      status: 503,
    });
    expect(error).toMatchObject({
      name: "WorkerStartupError",
      code: "startup_timeout",
      phase: "startup",
      limitMs: 600_000,
      status: 503,
      retryable: true,
      cause,
    });
    expect(String(error)).toBe("WorkerStartupError: still cold");
    expect(new JobNotFoundError("gone", { jobId: "j-1" }).jobId).toBe("j-1");
  });

  it("does not show the payload when it is printed or serialised", () => {
    const error = new ProtocolError("refused", { payload: { text: "private words" } });
    expect(error.payload).toEqual({ text: "private words" });
    expect(inspect(error) + JSON.stringify(error)).not.toContain("private");
  });
});
