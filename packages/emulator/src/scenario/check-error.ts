import { isJsonObject } from "../socket/json-object.ts";
import { defaultMoment } from "./error-script.ts";
import { isLiveError, isSynthesisError } from "./live-error.ts";
import { isCodedError, isRestError } from "./rest-error.ts";
import type {
  ErrorMoment,
  FrameErrorAnswer,
  HttpErrorAnswer,
  LiveOperation,
  RestOperation,
  ScenarioError,
} from "./scenario.ts";
import { objectOf, oneOf, optional, textOf, wrongScenario } from "./scenario-fields.ts";

const REST_OPERATIONS: readonly RestOperation[] = [
  "submit-job",
  "poll-job",
  "speech-to-text",
  "client-secret",
  "readiness",
];
const LIVE_OPERATIONS: readonly LiveOperation[] = ["live-asr", "tts", "s2st"];
const MOMENTS: readonly ErrorMoment[] = ["connect", "setup", "work"];
/** Those that a server may send (RFC 6455, section 7.4). */
const RESERVED_CLOSE_CODES: ReadonlySet<number> = new Set([1004, 1005, 1006, 1015]);

/** One error of a scenario. @throws {ConfigurationError} for what is none, or cannot come about there. */
export function checkError(place: string, value: unknown): ScenarioError {
  const fields = objectOf(place, value, ["on", "nth", "error", "at"]);
  const on = oneOf(`${place}.on`, fields.on, [...REST_OPERATIONS, ...LIVE_OPERATIONS]);
  const isLive = LIVE_OPERATIONS.some((operation) => operation === on);
  const nth = optional(`${place}.nth`, fields.nth, (at, nth) =>
    wholeNumber(at, nth, 1, Number.MAX_SAFE_INTEGER),
  );
  const error = whatGoesWrong(`${place}.error`, fields.error);
  const at = optional(`${place}.at`, fields.at, (where, moment) => oneOf(where, moment, MOMENTS));
  if (!isLive && at !== undefined) throw wrongScenario(`${place}.at`, `left out for ${on}`);
  if (!canComeAbout(error, on, at)) {
    const where = isLive ? `${on} at ${at ?? defaultMoment(error)}` : on;
    throw wrongScenario(`${place}.error`, `one that ${where} can have`, error);
  }
  return { on, nth, error, at };
}

function whatGoesWrong(place: string, value: unknown): ScenarioError["error"] {
  if (typeof value === "number") return value < 1000 ? httpStatus(place, value) : closeCode(place, value);
  if (isJsonObject(value)) return "frame" in value ? frameAnswer(place, value) : httpAnswer(place, value);
  if (typeof value === "string" && (isCodedError(value) || isRestError(value) || isLiveError(value)))
    return value;
  throw wrongScenario(
    place,
    "an error of the contract, an HTTP status, a close code, or an object with a status or a frame",
    value ?? null,
  );
}

function canComeAbout(
  error: ScenarioError["error"],
  on: ScenarioError["on"],
  at: ErrorMoment = defaultMoment(error),
): boolean {
  const isLive = LIVE_OPERATIONS.some((operation) => operation === on);
  const isHttp = !isLive || at === "connect";
  if (typeof error === "number") return error < 1000 === isHttp;
  if (typeof error === "object") return "status" in error === isHttp;
  if (isLiveError(error)) {
    if (isHttp) return false;
    return !isSynthesisError(error) || (on === "tts" && at === "work");
  }
  if (error === "job_failed" || error === "job_not_found") return on === "poll-job";
  return !isLive || !isRestError(error);
}

function httpAnswer(place: string, value: unknown): HttpErrorAnswer {
  const { status, body, headers } = objectOf(place, value, ["status", "body", "headers"]);
  return {
    status: httpStatus(`${place}.status`, status),
    body,
    headers: optional(`${place}.headers`, headers, (at, fields) =>
      Object.fromEntries(
        Object.entries(isJsonObject(fields) ? fields : objectOf(at, fields, [])).map(([name, field]) => [
          name.toLowerCase(),
          textOf(`${at}.${name}`, field),
        ]),
      ),
    ),
  };
}

function frameAnswer(place: string, value: unknown): FrameErrorAnswer {
  const { frame, close } = objectOf(place, value, ["frame", "close"]);
  if (!isJsonObject(frame)) throw wrongScenario(`${place}.frame`, "an object", frame);
  textOf(`${place}.frame.type`, frame.type);
  return { frame, close: optional(`${place}.close`, close, closeCode) };
}

function httpStatus(place: string, value: unknown): number {
  return wholeNumber(place, value, 200, 599);
}

function closeCode(place: string, value: unknown): number {
  const code = wholeNumber(place, value, 1000, 4999);
  if ((code > 1015 && code < 3000) || RESERVED_CLOSE_CODES.has(code))
    throw wrongScenario(place, "a close code that may be sent: 1000 to 1014, or 3000 to 4999", code);
  return code;
}

function wholeNumber(place: string, value: unknown, least: number, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrongScenario(place, `a whole number from ${least} to ${most}`, value ?? null);
}
