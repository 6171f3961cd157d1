import { expect, it } from "vitest";
import { errorFromFrame, isErrorFrameType } from "./error-frame.ts";

it.each<[object, object]>([
  [
    { type: "error", error: "text" },
    { name: "ProtocolError", code: "server_error", retryable: false },
  ],
  [
    { type: "error", error: { type: "invalid", message: "m" } },
    { name: "ProtocolError", code: "invalid" },
  ],
  [
    { type: "error", message: "m", code: "forbidden" },
    { name: "AuthError", code: "forbidden", retryable: false },
  ],
  [
    { type: "x-fal-error", reason: "init_success not received" },
    { name: "ProtocolError", retryable: true },
  ],
  [
    { type: "x-fal-error", error: "E", reason: "try again later" },
    { name: "ProtocolError", retryable: true },
  ],
  [
    { type: "error", error: { code: "worker_unavailable" } },
    { name: "ProtocolError", retryable: true },
  ],
  [
    { type: "error", error: { code: "too_many_concurrent_requests" } },
    { name: "RateLimitError", retryable: true },
  ],
  [{ type: "error" }, { name: "ProtocolError", code: "server_error" }],
  [
    { type: "error", error: 7, message: null, reason: [] },
    { name: "ProtocolError", code: "server_error" },
  ],
])("%j becomes %j", (frame, expected) => {
  const error = errorFromFrame({ ...frame });
  expect(error).toMatchObject(expected);
  expect(error.payload).toEqual(frame);
});

it("says all that the gateway says", () => {
  expect(errorFromFrame({ type: "x-fal-error", error: "TIMEOUT", reason: "idle" }).message).toBe(
    "The service ended the session: TIMEOUT: idle",
  );
});

it("knows error frames by their type alone", () => {
  expect(["error", "x-fal-error", "errors", "timeout"].map(isErrorFrameType)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
