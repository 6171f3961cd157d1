import { isJsonObject, parseJsonObject } from "../socket/json-object.ts";

/** The kind of an HTTP answer: its status, with the code of an error and the state of a job, as in `401 invalid_api_key`. */
export function answerKind(status: number, body: unknown): string {
  if (!isJsonObject(body)) return `${status}${status < 300 ? " without JSON" : ""}`;
  const { error, state } = body;
  const code = isJsonObject(error) ? error.code : undefined;
  return [status, code ?? state].filter((part) => part !== undefined).join(" ");
}

/** The kind of a server's frame: its type, with the code of an error and the status of a response. */
export function frameKind(text: string): string {
  const frame = parseJsonObject(text);
  if (frame === undefined) return "a frame without JSON";
  const { type, error, code, response } = frame;
  const own = isJsonObject(error) ? error.code : code;
  const status = isJsonObject(response) ? response.status : undefined;
  return [type, own ?? status].filter((part) => part !== undefined).join(" ");
}

/** The kind of a connection's end. */
export function closeKind(code: number): string {
  return `close ${code}`;
}
