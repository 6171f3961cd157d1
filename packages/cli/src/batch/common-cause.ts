import { AuthError, ConfigurationError, KotobaError, UnsupportedRouteError } from "@kotoba/sdk";

/** The key, whose absence is told without a request. */
const KEY_CODES: ReadonlySet<string> = new Set(["missing_api_key", "bad_api_key"]);
/** No transcript can be kept any more. */
const DISK_CODES: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EROFS"]);

/** Whether what failed with one recording would fail with all others too. A fault of our own is one: no more should be paid for it. */
export function isCommonCause(error: unknown): boolean {
  if (!KotobaError.isInstance(error)) {
    const isOfSystem = error instanceof Error && "errno" in error && "code" in error;
    return !isOfSystem || DISK_CODES.has(error.code);
  }
  // A recording without speech has no captions, while others have.
  if (error.code === "no_segments") return false;
  return (
    AuthError.isInstance(error) ||
    KEY_CODES.has(error.code) ||
    error.code === "quota_exceeded" ||
    ConfigurationError.isInstance(error) ||
    UnsupportedRouteError.isInstance(error)
  );
}
