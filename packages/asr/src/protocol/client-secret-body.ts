import * as z from "zod/mini";
import { contractError } from "./contract-error.ts";

/** Answer to the minting of a client secret (contract, section 2). */
export interface ClientSecretBody {
  /** The secret, with or without the time at which it expires, in seconds since 1970. */
  readonly client_secret: string | { readonly value: string; readonly expires_at: number };
}

const secretSchema = z.string().check(z.minLength(1));

const clientSecretSchema = z.object({
  client_secret: z.union([secretSchema, z.object({ value: secretSchema, expires_at: z.number() })]),
});

/** @throws {ProtocolError} when the body breaks the contract. Its payload is left out: it may hold the secret. */
export function parseClientSecretBody(body: unknown, status: number): ClientSecretBody {
  const parsed = clientSecretSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw contractError("client secret", parsed.error.issues, undefined, status);
}
