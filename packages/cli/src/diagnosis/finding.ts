import { getSystemErrorMap } from "node:util";
import { KotobaError } from "@kotoba/sdk";
import { ExitCode, exitCodeFor } from "../exit-codes.ts";
import { errorMessage } from "../output/error-message.ts";
import { noTls } from "../output/no-tls.ts";

/** What one look at one thing came to. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly status: "ok" | "warning" | "failure";
  readonly message: string;
  /** What to do about it, where the message does not say. */
  readonly advice?: string | undefined;
  /** Figures, for programs. */
  readonly facts?: Readonly<Record<string, string | number>> | undefined;
  /** Of a failure: what the command is to exit with. */
  readonly exitCode?: number | undefined;
}

/** Findings about one matter. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export function ok(check: string, message: string, facts?: Finding["facts"]): Finding {
  return { check, status: "ok", message, facts };
}

export function warning(check: string, message: string, advice?: string, facts?: Finding["facts"]): Finding {
  return { check, status: "warning", message, advice, facts };
}

export function failure(check: string, message: string, exitCode: number, advice?: string): Finding {
  return { check, status: "failure", message, advice, exitCode };
}

/** The failure that an error stands for. Of the SDK's errors, the message says what to do; any other is the network's. */
export function failureOf(check: string, error: unknown, advice: string): Finding {
  if (KotobaError.isInstance(error)) return failure(check, errorMessage(error), exitCodeFor(error));
  const plain = error instanceof Error ? noTls(error.message) : undefined;
  if (plain !== undefined) return failure(check, plain, ExitCode.network);
  return failure(check, systemMessage(error), ExitCode.network, advice);
}

/** What the system says, in words where it has them. */
function systemMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const words = "errno" in error ? getSystemErrorMap().get(Number(error.errno))?.[1] : undefined;
  return words === undefined || !("code" in error) ? error.message : `${words} (${error.code})`;
}
