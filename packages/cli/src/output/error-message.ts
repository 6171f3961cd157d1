import { type KotobaError, TimeoutError } from "@kotoba/sdk";
import { noTls } from "./no-tls.ts";

/** What a person at a terminal can do about an error that the SDK words for programs, by its code. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  [
    "missing_api_key",
    "No API key: set KOTOBA_API_KEY. (To try things out without one, run kotoba emulator and paste what it prints.)",
  ],
  [
    "unsupported_route",
    "It is not known where the service is: set KOTOBA_ASR_REST_URL (KOTOBA_ASR_URL for listen, KOTOBA_TTS_URL for speak, KOTOBA_S2ST_URL for translate), or use --url. (To try things out, run kotoba emulator and paste what it prints.)",
  ],
  [
    "insecure_url",
    "Refusing to send the API key unencrypted to another machine. Use an https or wss URL, or --allow-insecure on a network that you trust.",
  ],
  [
    "speaker_unknown",
    "The service's speakers of this language are not known here: name one with --speaker. (kotoba voices lists what is known; the emulator speaks English as rms, for example.)",
  ],
  [
    "no_segments",
    "This transcript has no times to make captions of: transcribe or submit it with --timestamps.",
  ],
]);

/** An error in the words of the command line. */
export function errorMessage(error: KotobaError): string {
  const { jobId } = error;
  if (TimeoutError.isInstance(error) && error.phase === "job" && jobId !== undefined) {
    return `The job was not done within ${error.limitMs / 1000} s. It goes on. To get its transcript: kotoba jobs wait ${jobId}`;
  }
  const message =
    REMEDIES.get(error.code) ?? noTls(error.message) ?? inFlags(error.message) + hintAtName(error);
  const resume = error.retryable && jobId !== undefined ? ` To go on waiting: kotoba jobs wait ${jobId}` : "";
  const request = error.requestId === undefined ? "" : ` (request ${error.requestId})`;
  return `${message}${resume}${request}`;
}

/** The library's advice in terms of the command's flags. */
function inFlags(message: string): string {
  return message.replace(
    "convert it, or say with the option raw what samples it holds, if it has no header",
    "convert it with kotoba audio convert, which takes --in-encoding and --in-rate for what has no header",
  );
}

/** What Node puts in place of bytes that are not UTF-8; the system then knows no such file. */
const UNREADABLE = "\uFFFD";

function hintAtName({ code, message }: KotobaError): string {
  if (code !== "file_not_found" || !message.includes(UNREADABLE)) return "";
  return ". Names that are not UTF-8 cannot be used: rename it.";
}
