import type { SecureContext } from "node:tls";
import { ConfigurationError } from "../errors/configuration-error.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** @throws {ConfigurationError} when the option `ca` was given and is no PEM text with certificates that can be read. */
export function requireCertificates(ca: string | Uint8Array | undefined): void {
  if (ca === undefined) return;
  const certificates = certificatesIn(ca);
  if (certificates.length === 0) {
    throw new ConfigurationError(
      "The option ca must be PEM text with certificates (-----BEGIN CERTIFICATE-----), not the name of a file or another format.",
    );
  }
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      throw new ConfigurationError(`Certificate ${index + 1} of the option ca cannot be read.`, { cause });
    }
  }
}

/** Trust in the authorities that Node brings along, and in the given ones. Made once for many connections: it takes a while. */
export async function trustIn(ca: string | Uint8Array): Promise<SecureContext> {
  const { createSecureContext, rootCertificates } = await import("node:tls");
  return createSecureContext({ ca: [...rootCertificates, ...certificatesIn(ca)] });
}

function certificatesIn(ca: string | Uint8Array): readonly string[] {
  const text = typeof ca === "string" ? ca : Buffer.from(ca).toString("latin1");
  return text.match(CERTIFICATE) ?? [];
}
