import { expect, it } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.parse("2026-11-23T10:00:00Z");

it.each([
  ["0", 0],
  ["7", 7000],
  [" 2.5 ", 2500],
  ["Mon, 23 Nov 2026 10:00:30 GMT", 30_000],
  ["Monday, 23-Nov-26 10:00:30 GMT", 30_000],
  ["Mon, 23 Nov 2026 09:59:00 GMT", 0],
  [undefined, undefined],
  ["", undefined],
  ["-5", undefined],
  ["soon", undefined],
  ["Mon, never", undefined],
])("reads %j as %j ms", (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});
