import { KotobaError, type KotobaErrorOptions } from "./kotoba-error.ts";

/** No URL is known for the service and languages that were asked for. */
export class UnsupportedRouteError extends KotobaError {
  static override readonly errorName: string = "UnsupportedRouteError";

  /** Name of the class. */
  declare readonly name: "UnsupportedRouteError";

  constructor(message: string, options: KotobaErrorOptions = {}) {
    super(message, { code: "unsupported_route", ...options });
  }
}
