import { ConfigurationError } from "@kotoba/core";

/** @throws ConfigurationError where the value of an option is no number of seconds from 0. */
export function checkSeconds(option: string, seconds: number): void {
  if (Number.isFinite(seconds) && seconds >= 0) return;
  throw new ConfigurationError(`${option} must be a number of seconds from 0, not ${seconds}`);
}
