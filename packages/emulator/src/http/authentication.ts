import type { IncomingHttpHeaders } from "node:http";
import { codedFailure } from "./http-failure.ts";

/**
 * The key that a request brings: `Bearer` as for the services, `Key` as for a gateway, or the subprotocol in which a browser, which can
 * set no header, sends it with a WebSocket (contract, section 2).
 *
 * @param expected - The only key to accept; undefined accepts any.
 * @param acceptsSecret - Whether a key that is another is good all the same: a client secret.
 * @throws {HttpFailure} 401 without a key or with another than the expected one.
 */
export function authenticate(
  headers: IncomingHttpHeaders,
  expected: string | undefined,
  acceptsSecret: (key: string) => boolean = () => false,
): string {
  const key = keyOfHeader(headers.authorization) ?? keyOfSubprotocol(headers["sec-websocket-protocol"]);
  if (key === undefined) {
    throw codedFailure(401, "invalid_api_key", "No API key: send it as Authorization: Bearer <key>.");
  }
  if (expected !== undefined && key !== expected && !acceptsSecret(key)) {
    throw codedFailure(401, "invalid_api_key", "This API key is not known here.");
  }
  return key;
}

function keyOfHeader(authorization = ""): string | undefined {
  return /^(?:Bearer|Key) +(\S+)$/i.exec(authorization)?.[1];
}

function keyOfSubprotocol(offered = ""): string | undefined {
  return /(?:^|, *)kotoba-insecure-api-key\.([^\s,]+)/.exec(offered)?.[1];
}
