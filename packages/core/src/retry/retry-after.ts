/**
 * Reads a `Retry-After` header: a number of seconds or an HTTP date.
 *
 * @param now - Milliseconds since the Unix epoch.
 * @returns Milliseconds to wait, 0 for a date that has passed; undefined when the header is absent or unreadable.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const value = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  // Dates only in the HTTP form: Date.parse alone takes "-5" for a year.
  if (!/^[A-Z][a-z]+, /.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
