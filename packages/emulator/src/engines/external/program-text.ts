/** How a program writes its text: as it is, or as an object `{ "text": string }`, which may hold more. */
export type TextFormat = "text" | "json";

/**
 * The text in what a program wrote, its white space made single spaces.
 *
 * @throws an Error for what is not such an object.
 */
export function programText(output: Uint8Array, format: TextFormat, program: string): string {
  const written = Buffer.from(output).toString("utf8");
  const text = format === "text" ? written : textField(written, program);
  return text.replace(/\s+/g, " ").trim();
}

function textField(written: string, program: string): string {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    throw new Error(`${program} did not write JSON, but: ${written.slice(0, 200)}`);
  }
  if (typeof value === "object" && value !== null && "text" in value && typeof value.text === "string") {
    return value.text;
  }
  throw new Error(`${program} wrote JSON without a "text": ${written.slice(0, 200)}`);
}
