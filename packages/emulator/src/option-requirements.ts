import { inspect } from "node:util";
import { ConfigurationError } from "@kotoba/core";

/** What an option must be. */
export interface Requirement {
  /** In words, for the error. */
  readonly what: string;
  readonly fits: (value: unknown) => boolean;
  /** Whether the error must not show the value. */
  readonly isSecret?: boolean;
}

/** A text with something in it. */
export const text: Requirement = {
  what: "a text that is not empty",
  fits: (value) => typeof value === "string" && value !== "",
};

/** A whole number within limits; both are among the numbers that fit. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): Requirement {
  const limit = most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`;
  return {
    what: `a whole number from ${least}${limit}`,
    fits: (value) => typeof value === "number" && Number.isInteger(value) && value >= least && value <= most,
  };
}

/** A list of which every item fits. */
export function listOf(items: string, fits: (item: unknown) => boolean): Requirement {
  return { what: `a list of ${items}`, fits: (value) => Array.isArray(value) && value.every(fits) };
}

/** Tells the objects that have all of these. */
export function hasMembers(...names: readonly string[]): (value: unknown) => boolean {
  return (value) => typeof value === "object" && value !== null && names.every((name) => name in value);
}

/**
 * Checks options that may come from plain JavaScript; one that is undefined is left out.
 *
 * @param requirements - One for each option that there is; undefined for those that are checked elsewhere.
 * @throws {ConfigurationError} naming the first option that is unknown or cannot be, what it must be, and what it is.
 */
export function requireOptions(
  options: object,
  requirements: Readonly<Record<string, Requirement | undefined>>,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(requirements, name)) {
      const known = Object.keys(requirements).join(", ");
      throw new ConfigurationError(`There is no option "${name}": there are ${known}.`);
    }
    const requirement = requirements[name];
    if (value === undefined || requirement === undefined || requirement.fits(value)) continue;
    const found = requirement.isSecret && value !== "" ? `a value of type ${typeof value}` : shown(value);
    throw new ConfigurationError(`The option ${name} must be ${requirement.what}, not ${found}.`);
  }
}

/** A value, however strange, on one line: of a list its items, of other objects what they are. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  const depth = Array.isArray(value) ? 0 : -1;
  return inspect(value, { depth, compact: true, breakLength: Number.POSITIVE_INFINITY });
}
