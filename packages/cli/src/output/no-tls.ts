/** What OpenSSL says when what answers it is no TLS, but plain HTTP for example. */
const NO_TLS = /SSL routines:[^:]*:(wrong version number|packet length too long|http request)/i;

/** What to tell of such an answer, in words of a line's length; undefined for every other message. */
export function noTls(message: string): string | undefined {
  return NO_TLS.test(message)
    ? "This port speaks no TLS: write http:// for https://, or ws:// for wss://."
    : undefined;
}
