import { type ClientContext, jsonBody, sendRequest } from "@kotoba/core";
import { restBaseUrl, restUrl } from "../asr-urls.ts";
import { parseClientSecretBody } from "../protocol/client-secret-body.ts";
import { sessionBody } from "./asr-protocol.ts";
import { type LiveOptions, liveSettings } from "./live-options.ts";

/** A short-lived credential for one live session. */
export interface ClientSecret {
  /** The secret itself; what `stream({ clientSecret })` takes. */
  readonly value: string;
  /** When it expires, in seconds since the Unix epoch; absent where the service does not say. */
  readonly expiresAt?: number;
}

/** Has the service mint a client secret for sessions with these settings (contract, section 2). */
export async function createClientSecret(
  context: ClientContext,
  options: LiveOptions,
): Promise<ClientSecret> {
  const url = restUrl(restBaseUrl(context, options.url), "realtime", "transcription_sessions");
  const body = jsonBody(sessionBody(liveSettings(options)));
  // A secret that nobody receives does no harm: it expires.
  const response = await sendRequest(context, { method: "POST", url, body, idempotent: true }, options);
  const { client_secret: secret } = parseClientSecretBody(response.json(), response.status);
  return typeof secret === "string"
    ? { value: secret }
    : { value: secret.value, expiresAt: secret.expires_at };
}
