import { expectTypeOf, test } from "vitest";
import {
  APIError,
  AudioFormatError,
  ConnectionLostError,
  JobNotFoundError,
  KotobaError,
  type ProtocolError,
  RateLimitError,
  TimeoutError,
  type TimeoutPhase,
} from "../index.ts";

declare const error: unknown;

test("an error that was recognised has its fields", () => {
  if (KotobaError.isInstance(error)) {
    expectTypeOf(error.code).toEqualTypeOf<string>();
    expectTypeOf(error.status).toEqualTypeOf<number | undefined>();
    expectTypeOf(error.requestId).toEqualTypeOf<string | undefined>();
    expectTypeOf(error.jobId).toEqualTypeOf<string | undefined>();
    expectTypeOf(error.payload).toBeUnknown();
    expectTypeOf(error.retryable).toEqualTypeOf<boolean>();
    // @ts-expect-error: only of a timeout.
    error.limitMs;
  }
  if (TimeoutError.isInstance(error)) {
    expectTypeOf(error.phase).toEqualTypeOf<TimeoutPhase>();
    expectTypeOf(error.limitMs).toEqualTypeOf<number>();
  }
  if (RateLimitError.isInstance(error)) expectTypeOf(error.retryAfterMs).toEqualTypeOf<number | undefined>();
  if (JobNotFoundError.isInstance(error)) expectTypeOf(error.jobId).toEqualTypeOf<string>();
  if (AudioFormatError.isInstance(error)) expectTypeOf(error.byteOffset).toEqualTypeOf<number | undefined>();
  if (ConnectionLostError.isInstance(error)) {
    expectTypeOf(error.closeCode).toEqualTypeOf<number>();
    expectTypeOf(error.sentSeconds).toEqualTypeOf<number>();
    expectTypeOf(error.confirmedSeconds).toEqualTypeOf<number>();
  }
  // @ts-expect-error: not before it was recognised.
  error.code;
});

test("kinds of errors stand in their families", () => {
  expectTypeOf<RateLimitError>().toExtend<ProtocolError>();
  expectTypeOf<ConnectionLostError>().toExtend<APIError>();
  expectTypeOf<APIError>().toExtend<KotobaError>();
  expectTypeOf<APIError>().not.toExtend<ProtocolError>();
});

test("a field of an error cannot be written", () => {
  const broken = new APIError("broken");
  // @ts-expect-error: an error says what was.
  broken.code = "other";
});
