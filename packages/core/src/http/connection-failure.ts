/** What the system's commonest error codes mean to a person. */
const EXPLANATIONS: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "nothing listens there (connection refused)"],
  ["ECONNRESET", "the connection was reset"],
  ["EPIPE", "the connection was closed while sending"],
  ["UND_ERR_SOCKET", "the connection was closed before the answer was complete"],
  ["ENOTFOUND", "the host name is unknown"],
  ["EAI_AGAIN", "the host name could not be looked up just now"],
  ["ETIMEDOUT", "the connection timed out"],
  ["UND_ERR_CONNECT_TIMEOUT", "the connection timed out"],
  ["EHOSTUNREACH", "the host cannot be reached"],
  ["ENETUNREACH", "the network cannot be reached"],
  ...[
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "SELF_SIGNED_CERT_IN_CHAIN",
  ].map((code): [string, string] => [
    code,
    "its certificate comes from an authority that is not trusted here (the option ca, or --ca FILE, adds one)",
  ]),
  [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "its certificate is signed by nobody but itself (the option ca, or --ca FILE, can make it trusted)",
  ],
  ["CERT_HAS_EXPIRED", "its certificate has expired"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate is for another host"],
]);

/** Says in a few words why a connection failed. */
export function describeConnectionFailure(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  const explanation = code === undefined ? undefined : EXPLANATIONS.get(code);
  return explanation ?? ([code, cause.message].filter(Boolean).join(": ") || cause.name);
}
