import { ConfigurationError } from "../errors/configuration-error.ts";

/** An HTTP proxy, as an environment variable names it. Its credentials are not shown when it is printed. */
export class ProxyServer {
  /** Where it is, without credentials: `http://proxy.example:3128/`. */
  readonly url: URL;
  /** The variable that names it. */
  readonly variable: string;
  readonly #authorization: string | undefined;

  /** @throws {ConfigurationError} naming the variable, and not its value, when that is no URL of an HTTP proxy. */
  constructor(value: string, variable: string) {
    const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
    const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
    if (url?.protocol !== "http:" && url?.protocol !== "https:") {
      throw new ConfigurationError(
        `The environment variable ${variable} must be the URL of an HTTP proxy, for example http://proxy.example:3128. (SOCKS proxies are not supported.)`,
        { code: "bad_proxy_url" },
      );
    }
    const { username, password } = url;
    this.#authorization = username === "" ? undefined : basicAuthorization(username, password);
    this.url = new URL("/", url.origin);
    this.variable = variable;
  }

  /** The value of `Proxy-Authorization`, where the variable has a user name: a secret. */
  get authorization(): string | undefined {
    return this.#authorization;
  }

  /** For messages: the address and the variable. */
  toString(): string {
    return `${this.url.origin} (${this.variable})`;
  }
}

function basicAuthorization(username: string, password: string): string {
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return `Basic ${Buffer.from(credentials).toString("base64")}`;
}

/** A percent sign that encodes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
