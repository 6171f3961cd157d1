import { KotobaError, type KotobaErrorOptions } from "./kotoba-error.ts";

/** An option or environment variable is missing or wrong; the message names it. Thrown before anything is sent. */
export class ConfigurationError extends KotobaError {
  static override readonly errorName: string = "ConfigurationError";

  /** Name of the class. */
  declare readonly name: "ConfigurationError";

  constructor(message: string, options: KotobaErrorOptions = {}) {
    super(message, { code: "bad_configuration", ...options });
  }
}
