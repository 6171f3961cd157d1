import { ProtocolError } from "@kotoba/core";

/** What zod says of a value that does not fit. */
interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The most issues that a message lists. */
const MAX_ISSUES = 3;

/** The error for a success whose body breaks the wire contract: it names the body and the field, never the content. */
export function contractError(
  bodyName: string,
  issues: readonly SchemaIssue[],
  body: unknown,
  status: number,
): ProtocolError {
  const places = issues
    .slice(0, MAX_ISSUES)
    .map(({ path, message }) => `${path.length === 0 ? "body" : path.join(".")}: ${message}`);
  if (issues.length > MAX_ISSUES) places.push(`and ${issues.length - MAX_ISSUES} more`);
  return new ProtocolError(
    `The service's ${bodyName} breaks the contract (HTTP ${status}): ${places.join("; ")}.`,
    {
      code: "bad_response",
      status,
      payload: body,
    },
  );
}
