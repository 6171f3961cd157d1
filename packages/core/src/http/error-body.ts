/** What an error body says, as far as it can be made out. */
export interface ErrorBody {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

/** Reads every form of error body that the services and the proxies before them are known to send (contract, section 4). */
export function readErrorBody(body: unknown): ErrorBody {
  if (!isRecord(body)) return {};
  const { detail, message, error, code } = body;
  const ownCode = text(code);
  if (Array.isArray(detail)) {
    return { code: ownCode, message: detail.map(validationIssue).filter(Boolean).join("; ") || undefined };
  }
  if (isRecord(detail)) return readErrorBody({ code: ownCode, ...detail });
  if (isRecord(error)) {
    return { code: text(error.code) ?? text(error.type) ?? ownCode, message: text(error.message) };
  }
  return { code: ownCode, message: text(detail) ?? text(message) ?? text(error) };
}

function validationIssue(issue: unknown): string {
  if (!isRecord(issue)) return "";
  const place = Array.isArray(issue.loc) ? issue.loc.join(".") : "";
  const problem = text(issue.msg) ?? text(issue.type) ?? "invalid";
  return place === "" ? problem : `${place}: ${problem}`;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
