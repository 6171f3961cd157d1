import { ConfigurationError } from "@kotoba/core";
import type { Fault } from "./fault.ts";

const NOTATION = /^([a-z]+)(?::([\d.]+)([a-z]*))?(?:@([\d.]+)(ms|s))?$/;
const BITS: Readonly<Record<string, number>> = { bps: 1, kbps: 1e3, mbps: 1e6 };
/** The longest time that a timer takes. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Reads a fault from its notation: `drop@2s`, `stall@500ms`, `close:1011@1.5s`, `corrupt`, `corrupt@2s`, `refuse:2`, `slow:50kbps` (also `bps`,
 * `mbps`) or `duplicate`. See {@link Fault} for what each means.
 *
 * @throws {ConfigurationError} for anything else; the message says what there is.
 */
export function parseFault(text: string): Fault {
  const [, type, value, unit = "", time, timeUnit] = NOTATION.exec(text) ?? [];
  const number = Number(value);
  const afterMs = Number(time) * (timeUnit === "s" ? 1000 : 1);
  switch (`${type}${value === undefined ? "" : ":"}${unit}${time === undefined ? "" : "@"}`) {
    case "drop@":
      return requireFault({ type: "drop", afterMs }, text);
    case "stall@":
      return requireFault({ type: "stall", afterMs }, text);
    case "close:@":
      return requireFault({ type: "close", code: number, afterMs }, text);
    case "corrupt":
      return { type: "corrupt", afterMs: 0 };
    case "corrupt@":
      return requireFault({ type: "corrupt", afterMs }, text);
    case "refuse:":
      return requireFault({ type: "refuse", attempts: number }, text);
    case "slow:bps":
    case "slow:kbps":
    case "slow:mbps":
      return requireFault({ type: "slow", bitsPerSecond: number * (BITS[unit] ?? 0) }, text);
    case "duplicate":
      return { type: "duplicate" };
    default:
      throw noFault(text);
  }
}

/**
 * The same fault.
 *
 * @param text - What it was read from, for the error.
 * @throws {ConfigurationError} for one with a value that cannot be.
 */
export function requireFault(fault: Fault, text?: string): Fault {
  if (typeof fault !== "object" || fault === null || !isPossible(fault)) throw noFault(text ?? fault);
  return fault;
}

function isPossible(fault: Fault): boolean {
  switch (fault.type) {
    case "drop":
    case "stall":
    case "corrupt":
      return isDelay(fault.afterMs);
    case "close":
      return isCloseCode(fault.code) && isDelay(fault.afterMs);
    case "refuse":
      return Number.isSafeInteger(fault.attempts) && fault.attempts >= 1;
    case "slow":
      return Number.isFinite(fault.bitsPerSecond) && fault.bitsPerSecond >= 1;
    case "duplicate":
      return true;
    default:
      return false;
  }
}

function isDelay(milliseconds: number): boolean {
  return milliseconds >= 0 && milliseconds <= MAX_DELAY_MS;
}

/** Whether a close frame may bear it: 1004 to 1006 never travel (RFC 6455, section 7.4). */
function isCloseCode(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  return (code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006)) || (code >= 3000 && code <= 4999);
}

function noFault(value: unknown): ConfigurationError {
  return new ConfigurationError(
    `${JSON.stringify(value)} is no fault: write drop@2s, stall@2s, close:1011@2s, corrupt, corrupt@2s, ` +
      "refuse:2, slow:50kbps or duplicate. Times are in ms or s, rates in bps, kbps or mbps, " +
      "close codes from 1000 to 1014 (but 1004 to 1006) or 3000 to 4999.",
  );
}
