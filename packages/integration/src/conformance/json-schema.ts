/** A JSON value that is an object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether it is an object, and neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at some place of a document. @throws when nothing is there. */
export function objectAt(document: unknown, ...path: readonly string[]): JsonObject {
  const found = path.reduce<unknown>(
    (value, key) => (isJsonObject(value) ? value[key] : undefined),
    document,
  );
  if (isJsonObject(found)) return found;
  throw new Error(`The description has no ${path.join("/")}.`);
}

/** What a `$ref` within a document leads to; the value itself when it is none. */
export function followed(document: unknown, value: unknown): unknown {
  const pointer = isJsonObject(value) ? value.$ref : undefined;
  if (typeof pointer !== "string") return value;
  const path = pointer.replace(/^#\//, "").split("/");
  return objectAt(document, ...path.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")));
}

/**
 * A schema of a document as one that stands alone and is closed: without references, and in which an object has no field but those that are
 * described. Whoever sends is to send these alone.
 */
export function closedSchema(document: unknown, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((item) => closedSchema(document, item));
  if (!isJsonObject(schema)) return schema;
  const { $ref: _, ...beside } = schema;
  const target = followed(document, schema);
  const whole = target === schema ? schema : { ...objectAt(target), ...beside };
  const closed = Object.fromEntries(
    Object.entries(whole).map(([key, value]) => [key, closedSchema(document, value)]),
  );
  return "properties" in closed ? { ...closed, additionalProperties: false } : closed;
}
