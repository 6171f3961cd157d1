import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { ClientSecretBody } from "@kotoba/asr/protocol";
import type { EmulatorState } from "../emulator-state.ts";
import { defaultLanguage } from "../engines/engine-selection.ts";
import { SessionFailure } from "../socket/session-failure.ts";
import { parseTranscriptionSession } from "../socket/transcription-session.ts";
import { HttpFailure, validationFailure } from "./http-failure.ts";
import type { HttpAnswer } from "./http-listener.ts";

/** `POST /v1/realtime/transcription_sessions`: mints a client secret for live sessions. */
export async function mintClientSecret(state: EmulatorState, request: IncomingMessage): Promise<HttpAnswer> {
  try {
    parseTranscriptionSession(parseJson(await text(request)), defaultLanguage(state.engines));
  } catch (error) {
    if (error instanceof SessionFailure)
      throw validationFailure(error.param ?? "session", error.message, error.code);
    throw error;
  }
  const body: ClientSecretBody = { client_secret: state.clientSecrets.mint() };
  return { status: 200, body };
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new HttpFailure(400, { detail: "The body is no JSON." });
  }
}
