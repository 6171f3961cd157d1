import type { IncomingHttpHeaders } from "node:http";
import { isJsonObject } from "../socket/json-object.ts";

const REDACTED = "[redacted]";
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-api-key",
]);
const SECRET_NAMES = "client_secret|api_?key|authorization|access_token|token|password|secret";
const SECRET_NAME = new RegExp(`^(?:${SECRET_NAMES})$`, "i");
const SECRET_FIELD = new RegExp(`"(?:${SECRET_NAMES})"\\s*:`, "i");
const SECRET_PARAMETER = new RegExp(`([?&](?:${SECRET_NAMES})=)[^&]*`, "gi");
const SECRET_PROTOCOL = /(kotoba-insecure-api-key\.)[^\s,]+/g;
/** A shorter key may be a word of any text. */
const LEAST_KEY_LENGTH = 8;

/** Takes the credentials out of what belongs to one request or connection: where they should stand, and wherever else its key appears. */
export class Redaction {
  readonly #keys: readonly string[];

  /** @param headers - Those of the request or handshake, which bring its key. */
  constructor({ authorization = "", "sec-websocket-protocol": protocols = "" }: IncomingHttpHeaders) {
    const keys = [
      /^\S+ +(\S+)$/.exec(authorization)?.[1],
      /kotoba-insecure-api-key\.([^\s,]+)/.exec(protocols)?.[1],
    ];
    this.#keys = keys.flatMap((key = "") => (key.length >= LEAST_KEY_LENGTH ? key : []));
  }

  headers(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value = ""]) => [
        name,
        SECRET_HEADERS.has(name)
          ? REDACTED
          : this.text(String(value).replace(SECRET_PROTOCOL, `$1${REDACTED}`)),
      ]),
    );
  }

  path(path: string): string {
    return this.text(path.replace(SECRET_PARAMETER, `$1${REDACTED}`));
  }

  /** Text of any kind. JSON keeps its fields, but those that bear secrets lose their values. */
  text(text: string): string {
    let redacted = text;
    for (const key of this.#keys) redacted = redacted.replaceAll(key, REDACTED);
    if (!SECRET_FIELD.test(redacted)) return redacted;
    try {
      return JSON.stringify(this.json(JSON.parse(redacted)));
    } catch {
      return REDACTED;
    }
  }

  /** A value that is, or becomes, JSON. Under a name of secrets all texts are replaced, and numbers stay. */
  json(value: unknown, isSecret = false): unknown {
    if (typeof value === "string") return isSecret ? REDACTED : this.#withoutKeys(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item, isSecret));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [
        name,
        this.json(field, isSecret || SECRET_NAME.test(name)),
      ]),
    );
  }

  #withoutKeys(text: string): string {
    return this.#keys.reduce((rest, key) => rest.replaceAll(key, REDACTED), text);
  }
}
