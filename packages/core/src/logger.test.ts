import { afterEach, expect, it, vi } from "vitest";
import { environmentLogger, silentLogger } from "./logger.ts";

afterEach(() => vi.restoreAllMocks());

it("is silent unless KOTOBA_LOG asks for a level", () => {
  expect(environmentLogger({})).toBe(silentLogger);
  expect(environmentLogger({ KOTOBA_LOG: "off" })).toBe(silentLogger);
  expect(() => environmentLogger({ KOTOBA_LOG: "loud" })).toThrow(
    'KOTOBA_LOG must be one of debug, info, warn, error or off, not "loud"',
  );
});

it("writes one line a message from the level up, to standard error", () => {
  const lines: unknown[] = [];
  vi.spyOn(console, "error").mockImplementation((line) => lines.push(line));
  const logger = environmentLogger({ KOTOBA_LOG: "WARN" });
  logger.debug("hidden");
  logger.info("hidden");
  logger.warn("slow", { status: 503, code: "a b", requestId: undefined });
  logger.error("bad");
  expect(lines).toEqual(['kotoba warn: slow status=503 code="a b"', "kotoba error: bad"]);
});
