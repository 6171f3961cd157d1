import {
  APIError,
  AudioFormatError,
  AuthError,
  ConfigurationError,
  JobNotFoundError,
  KotobaError,
  ProtocolError,
  RateLimitError,
  TimeoutError,
  UnsupportedRouteError,
} from "@kotoba/sdk";
import { Interrupted } from "./interruption.ts";
import { LostAudio } from "./lost-audio.ts";
import { systemFailure } from "./output/system-failure.ts";

/** What the command's exit says to a script. */
export const ExitCode = {
  ok: 0,
  internal: 1,
  usage: 2,
  authentication: 3,
  notFound: 4,
  quota: 5,
  network: 6,
  badAudio: 7,
  batchFailed: 8,
  gaps: 9,
  interrupted: 130,
} as const;

/** What the service answers when it is the request that is wrong. */
const REFUSED_AS_WRONG: ReadonlySet<number | undefined> = new Set([400, 413, 415, 422]);
/** What it calls that where there is no status (contract, section 3; the last is the emulator's). */
const CODES_OF_WRONG_REQUESTS: ReadonlySet<string> = new Set([
  "invalid_parameters",
  "bad_request",
  "text_string_required",
  "max_character_length_exceeded",
  "voice_not_found",
  "audio_format_not_found",
  "language_not_found",
  "engine_unavailable",
]);

/** The exit code for an error. */
export function exitCodeFor(error: unknown): number {
  if (error instanceof Interrupted) return ExitCode.interrupted;
  if (error instanceof LostAudio) return ExitCode.gaps;
  if (systemFailure(error) !== undefined) return ExitCode.usage;
  if (!KotobaError.isInstance(error)) return ExitCode.internal;
  if (error.code === "quota_exceeded" || RateLimitError.isInstance(error)) return ExitCode.quota;
  if (error.code === "file_not_found" || JobNotFoundError.isInstance(error)) return ExitCode.notFound;
  if (AuthError.isInstance(error) || ["missing_api_key", "bad_api_key"].includes(error.code))
    return ExitCode.authentication;
  if (ConfigurationError.isInstance(error) || UnsupportedRouteError.isInstance(error)) return ExitCode.usage;
  if (APIError.isInstance(error) || TimeoutError.isInstance(error)) return ExitCode.network;
  if (AudioFormatError.isInstance(error)) return ExitCode.badAudio;
  if (!ProtocolError.isInstance(error)) return ExitCode.internal;
  const isWrongRequest = REFUSED_AS_WRONG.has(error.status) || CODES_OF_WRONG_REQUESTS.has(error.code);
  return isWrongRequest ? ExitCode.usage : ExitCode.internal;
}
