import { ConfigurationError } from "@kotoba/core";

/** @throws ConfigurationError where the value of an option is no whole number from 1 to `most`. */
export function checkWholeNumber(option: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new ConfigurationError(`${option} must be a whole number from 1 to ${most}, not ${value}`);
}
