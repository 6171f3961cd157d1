/** An object that came as JSON: any field may hold anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value that came as JSON is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
