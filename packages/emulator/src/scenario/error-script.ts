import type { HttpFailure } from "../http/http-failure.ts";
import { closing, isLiveError, type LiveFailure, liveFailure, momentOf } from "./live-error.ts";
import { httpFailure, isRestError, restFailure } from "./rest-error.ts";
import type { LiveOperation, RestOperation, ScenarioError, ScenarioOperation } from "./scenario.ts";

/** Close codes begin where statuses have ended. */
const FIRST_CLOSE_CODE = 1000;

/** The errors of a scenario, which count what they are for. */
export class ErrorScript {
  readonly #errors: readonly ScenarioError[];
  readonly #counts = new Map<ScenarioOperation, number>();

  /** @param errors - Checked. */
  constructor(errors: readonly ScenarioError[]) {
    this.#errors = errors;
  }

  /** A request has come. @throws {HttpFailure} when this is one that goes wrong. */
  request(operation: RestOperation): void {
    const error = this.#next(operation);
    if (error !== undefined) throw httpAnswer(error);
  }

  /**
   * A live session is wanted. Gives what will go wrong with it, if anything.
   *
   * @throws {HttpFailure} when its handshake does.
   */
  session(operation: LiveOperation): LiveFailure | undefined {
    const rule = this.#next(operation);
    if (rule === undefined) return undefined;
    const { error, at = defaultMoment(error) } = rule;
    if (at === "connect") throw httpAnswer(rule);
    if (typeof error === "number") return closing(at, error);
    if (typeof error === "object") {
      if ("frame" in error) return closing(at, error.close ?? 1011, error.frame);
      throw httpAnswer(rule);
    }
    if (isRestError(error)) throw httpAnswer(rule);
    return liveFailure(error, operation, at);
  }

  #next(operation: ScenarioOperation): ScenarioError | undefined {
    const count = (this.#counts.get(operation) ?? 0) + 1;
    this.#counts.set(operation, count);
    return this.#errors.find(({ on, nth = count }) => on === operation && nth === count);
  }
}

/** When an error comes about, in a live session, unless it is told. */
export function defaultMoment(error: ScenarioError["error"]): NonNullable<ScenarioError["at"]> {
  if (typeof error === "number") return error < FIRST_CLOSE_CODE ? "connect" : "work";
  if (typeof error === "object") return "frame" in error ? "work" : "connect";
  return isRestError(error) ? "connect" : momentOf(error);
}

function httpAnswer({ error }: ScenarioError): HttpFailure {
  if (typeof error === "number") return httpFailure(error);
  if (typeof error === "object") {
    if ("status" in error) return httpFailure(error.status, error.body, error.headers);
  } else if (!isLiveError(error)) return restFailure(error);
  throw new Error("The scenario was not checked.");
}
