import { isJsonObject, type JsonObject } from "./json-object.ts";
import { invalidField } from "./session-failure.ts";

/** From where to where a number may go, both included. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** An object. @throws {SessionFailure} for anything else. */
export function objectField(param: string, value: unknown): JsonObject {
  if (isJsonObject(value)) return value;
  throw invalidField(param, "an object");
}

/** A language, or the preset for what is left out. @throws {SessionFailure} for anything else. */
export function languageField(param: string, value: unknown, preset?: string): string {
  const language = value === undefined ? preset : value;
  if (typeof language === "string" && language !== "") return language;
  throw invalidField(param, "a language code (ISO 639-1)");
}

/** A whole number, or the preset for what is left out. @throws {SessionFailure} for anything else. */
export function wholeNumberField(
  param: string,
  value: unknown,
  preset: number,
  { least, most }: Range,
): number {
  if (value === undefined) return preset;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidField(param, `a whole number from ${least} to ${most}`);
}
