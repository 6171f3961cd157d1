import { readFileSync } from "node:fs";
import type { KotobaClientOptions } from "@kotoba/sdk";
import { type Command, InvalidArgumentError, Option } from "commander";

/** Flags that work with every command. */
export interface GlobalFlags {
  readonly json?: true;
  readonly url?: string;
  readonly allowInsecure?: true;
  /** What is in the file. */
  readonly ca?: string;
}

/** Adds the flags to the program. */
export function addGlobalFlags(program: Command): Command {
  return program
    .option("--json", "print JSON")
    .option(
      "--url <url>",
      "where the service is (default: KOTOBA_ASR_REST_URL; KOTOBA_ASR_URL for listen, KOTOBA_TTS_URL for speak, KOTOBA_S2ST_URL for translate)",
    )
    .option("--allow-insecure", "let the key travel unencrypted to other machines")
    .addOption(
      new Option(
        "--ca <file>",
        "certificates (PEM) of authorities to trust beside the usual ones, for servers and proxies",
      ).argParser(certificatesIn),
    );
}

/** The client options that the flags stand for. A command talks to one service: the URL is of that. */
export function clientOptions({ url, allowInsecure, ca }: GlobalFlags): KotobaClientOptions {
  return { asrUrl: url, ttsUrl: url, s2stUrl: url, allowInsecure, ca };
}

/** @throws {InvalidArgumentError} for a file that cannot be read, or holds no certificates. Commander's message names the file. */
function certificatesIn(path: string): string {
  const text = textOf(path);
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0)
    throw new InvalidArgumentError("It holds no PEM certificates (-----BEGIN CERTIFICATE-----).");
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch {
      throw new InvalidArgumentError(`Its certificate ${index + 1} cannot be read.`);
    }
  }
  return certificates.join("\n");
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new InvalidArgumentError(`It cannot be read: ${reason}.`);
  }
}
