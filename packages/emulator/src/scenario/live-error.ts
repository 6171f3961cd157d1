import type { JsonObject } from "../socket/json-object.ts";
import { scripted } from "./rest-error.ts";
import type { CodedError, ErrorMoment, LiveError, LiveOperation } from "./scenario.ts";

/** What a live session gets in place of what it waits for. */
export interface LiveFailure {
  readonly at: Exclude<ErrorMoment, "connect">;
  /** @param trigger - The client's frame to which they are the answer. */
  readonly frames: (trigger: JsonObject) => readonly object[];
  /** What it is closed with; undefined: it goes on. */
  readonly closeCode: number | undefined;
  /** Whether the client's frame is answered all the same, afterwards. */
  readonly passes: boolean;
}

/** Where each code of a live session has its place. */
const CODED_MOMENTS: Readonly<Record<CodedError, ErrorMoment>> = {
  invalid_api_key: "connect",
  rate_limit_exceeded: "connect",
  too_many_concurrent_requests: "connect",
  quota_exceeded: "work",
  invalid_parameters: "setup",
  bad_request: "work",
  text_string_required: "work",
  max_character_length_exceeded: "work",
  voice_not_found: "setup",
  audio_format_not_found: "setup",
  language_not_found: "setup",
  worker_unavailable: "setup",
};

const LIVE_ERRORS: Readonly<Record<LiveError, Pick<LiveFailure, "frames"> & Partial<LiveFailure>>> = {
  error_text: { frames: () => [{ type: "error", error: scripted("error_text") }] },
  "x-fal-error": {
    frames: () => [{ type: "x-fal-error", error: "internal", reason: scripted("x-fal-error") }],
  },
  timeout: {
    frames: () => [{ type: "timeout", message: scripted("timeout") }],
    closeCode: undefined,
    passes: true,
  },
  response_failed: {
    frames: ({ response_id }) => {
      const id = typeof response_id === "string" ? response_id : `response_${crypto.randomUUID()}`;
      const error = { code: "internal_error", message: scripted("response_failed") };
      return [
        { type: "response.created", response: { id } },
        { type: "response.done", response: { id, status: "failed", error } },
      ];
    },
    closeCode: undefined,
  },
};

/** Whether there is such an error of live sessions. */
export function isLiveError(name: string): name is LiveError {
  return Object.hasOwn(LIVE_ERRORS, name);
}

/** Whether only sessions of synthesis know the error. */
export function isSynthesisError(name: string): boolean {
  return name === "timeout" || name === "response_failed";
}

/** When an error comes about unless it is told. */
export function momentOf(name: CodedError | LiveError): ErrorMoment {
  return isLiveError(name) ? "work" : CODED_MOMENTS[name];
}

/** What a session gets for an error by its name, in the form that its modality has for it. */
export function liveFailure(
  name: CodedError | LiveError,
  operation: LiveOperation,
  at: LiveFailure["at"],
): LiveFailure {
  const failure = isLiveError(name) ? LIVE_ERRORS[name] : { frames: () => [codedFrame(name, operation)] };
  return { at, closeCode: 1011, passes: false, ...failure };
}

/** What a session gets that is closed with a code, perhaps after a frame. */
export function closing(at: LiveFailure["at"], closeCode: number, frame?: JsonObject): LiveFailure {
  return { at, frames: () => (frame === undefined ? [] : [frame]), closeCode, passes: false };
}

function codedFrame(code: CodedError, operation: LiveOperation): object {
  const message =
    code === "worker_unavailable" ? "No available batch slot: try again later." : scripted(code);
  if (operation === "tts") return { type: "error", message, code };
  return { type: "error", error: { code, message, type: "invalid_request_error", param: null } };
}
