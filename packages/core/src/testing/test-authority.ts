import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A certificate and its private key, both PEM. */
export interface TestCertificate {
  /** The certificate. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
}

/** An authority that exists for one test. */
export interface TestAuthority {
  /** Its own certificate, PEM: for those that are to trust it. */
  readonly cert: string;
  /** A certificate for hosts of these names. @param validDays - From now. Default 30. */
  issue(names: readonly string[], validDays?: number): TestCertificate;
}

/** Makes an authority whose certificates are good for TLS servers in tests: with no program but Node, and no key that lies about. */
export function createTestAuthority(name = "Test Authority"): TestAuthority {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = (subject: string, key: KeyObject, validDays: number, extension: Buffer) =>
    signedCertificate({
      issuer: name,
      subject,
      publicKey: key,
      signingKey: privateKey,
      validDays,
      extension,
    });
  return {
    cert: certificate(name, publicKey, 30, IS_AUTHORITY),
    issue(names, validDays = 30) {
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return {
        cert: certificate(names[0] ?? "", pair.publicKey, validDays, alternativeNames(names)),
        key: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      };
    },
  };
}

interface CertificateFields {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly validDays: number;
  readonly extension: Buffer;
}

/** X.509 version 3, by RFC 5280, section 4.1. */
function signedCertificate(fields: CertificateFields): string {
  const { issuer, subject, publicKey, signingKey, validDays, extension } = fields;
  const algorithm = sequence(objectId("2a8648ce3d040302")); // ecdsa-with-SHA256
  const now = Date.now();
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ...crypto.getRandomValues(new Uint8Array(8))])),
    algorithm,
    commonName(issuer),
    sequence(time(now - DAY_MS), time(now + validDays * DAY_MS)),
    commonName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(extension)),
  );
  const signature = sign("sha256", body, signingKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

const DAY_MS = 86_400_000;

/** basicConstraints: cA. */
const IS_AUTHORITY = sequence(objectId("551d13"), der(0x04, sequence(der(0x01, Buffer.from([0xff])))));

function alternativeNames(names: readonly string[]): Buffer {
  const general = names.map((name) =>
    /^\d+(\.\d+){3}$/.test(name)
      ? der(0x87, Buffer.from(name.split(".").map(Number)))
      : der(0x82, Buffer.from(name)),
  );
  return sequence(objectId("551d11"), der(0x04, sequence(...general)));
}

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(objectId("550403"), der(0x0c, Buffer.from(name)))));
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, "");
  return der(0x18, Buffer.from(digits));
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** One value of ASN.1's distinguished encoding: tag, length, contents. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const size = [...(length > 255 ? [length >> 8] : []), length & 0xff];
  const head = length < 128 ? [tag, length] : [tag, 0x80 + size.length, ...size];
  return Buffer.concat([Buffer.from(head), contents]);
}
