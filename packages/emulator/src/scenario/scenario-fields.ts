import { ConfigurationError } from "@kotoba/core";
import { isJsonObject, type JsonObject } from "../socket/json-object.ts";

/** The error for a part of a scenario that is not what it must be. */
export function wrongScenario(place: string, expected: string, value?: unknown): ConfigurationError {
  const found = value === undefined ? "" : `, not ${JSON.stringify(value)}`;
  return new ConfigurationError(`${place} must be ${expected}${found}.`);
}

/** An object with no fields but these. @throws {ConfigurationError} for anything else. */
export function objectOf(place: string, value: unknown, names: readonly string[]): JsonObject {
  if (!isJsonObject(value)) throw wrongScenario(place, "an object", value);
  const unknownName = Object.keys(value).find((name) => !names.includes(name));
  if (unknownName === undefined) return value;
  throw new ConfigurationError(`${place} has no field "${unknownName}": there are ${names.join(", ")}.`);
}

/** The items of a list; none when it is left out. @throws {ConfigurationError} for anything else. */
export function listOf<Item>(
  place: string,
  value: unknown,
  item: (place: string, value: unknown) => Item,
): readonly Item[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrongScenario(place, "a list", value);
  return value.map((entry: unknown, index) => item(`${place}[${index}]`, entry));
}

/** A text that is not empty. @throws {ConfigurationError} for anything else. */
export function textOf(place: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw wrongScenario(place, "a text that is not empty", value ?? null);
}

/** A number from 0 up. @throws {ConfigurationError} for anything else. */
export function amountOf(place: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw wrongScenario(place, "a number from 0 up", value ?? null);
}

/** One of these. @throws {ConfigurationError} for anything else. */
export function oneOf<Value extends string>(place: string, value: unknown, known: readonly Value[]): Value {
  const found = known.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw wrongScenario(place, `one of ${known.join(", ")}`, value ?? null);
}

/** What a function makes of a value, unless it is left out. */
export function optional<Value>(
  place: string,
  value: unknown,
  check: (place: string, value: unknown) => Value,
): Value | undefined {
  return value === undefined ? undefined : check(place, value);
}
