import type { IncomingMessage } from "node:http";
import type { ClientSecretBody } from "@kotoba/asr/protocol";
import type { EmulatorState } from "../emulator-state.ts";
import { defaultLanguage } from "../engines/engine-selection.ts";
import { SessionFailure } from "../socket/session-failure.ts";
import { parseTranscriptionSession } from "../socket/transcription-session.ts";
import type { ExchangeTap } from "../traffic/traffic-tap.ts";
import { HttpFailure, validationFailure } from "./http-failure.ts";
import type { HttpAnswer } from "./http-listener.ts";

/** More than any settings of a session. */
const MAX_BODY_BYTES = 64 * 1024;

/** `POST /v1/realtime/transcription_sessions`: mints a client secret for live sessions. */
export async function mintClientSecret(
  state: EmulatorState,
  request: IncomingMessage,
  tap: ExchangeTap,
): Promise<HttpAnswer> {
  const settings = await readJson(request, tap);
  state.errors.request("client-secret");
  try {
    parseTranscriptionSession(settings, defaultLanguage(state.engines));
  } catch (error) {
    if (error instanceof SessionFailure)
      throw validationFailure(error.param ?? "session", error.message, error.code);
    throw error;
  }
  const body: ClientSecretBody = { client_secret: state.clientSecrets.mint() };
  return { status: 200, body };
}

async function readJson(request: IncomingMessage, tap: ExchangeTap): Promise<unknown> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  // The answer needs the connection, which leaving the loop early would end.
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new HttpFailure(413, { detail: `The body is larger than ${MAX_BODY_BYTES} bytes.` });
    }
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString();
  try {
    const value: unknown = JSON.parse(text);
    tap.received({ type: "json", value });
    return value;
  } catch {
    tap.received({ type: "text", text });
    throw new HttpFailure(400, { detail: "The body is no JSON." });
  }
}
