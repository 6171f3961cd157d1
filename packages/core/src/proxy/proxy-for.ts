import { isLoopback } from "../endpoint-url.ts";
import { type Environment, environmentVariable, processEnvironment } from "../environment.ts";
import { isExceptedFromProxy } from "./no-proxy.ts";
import { ProxyServer } from "./proxy-server.ts";

/**
 * The proxy that a connection to `target` goes through, by the environment; undefined where it goes straight.
 *
 * `HTTPS_PROXY` is for `https:` and `wss:`, `HTTP_PROXY` for `http:` and `ws:`, unless `NO_PROXY` excepts the host; each of them also in lower
 * case, which comes first. This machine itself (`localhost`, `127.0.0.0/8`, `[::1]`) is never asked for through a proxy, which would
 * look for it on its own machine.
 *
 * @param environment - Default: that of the process.
 * @throws {ConfigurationError} when the variable is no URL of an HTTP proxy.
 */
export async function proxyFor(
  target: URL,
  environment: Environment = processEnvironment(),
): Promise<ProxyServer | undefined> {
  const { hostname, protocol } = target;
  if (isLoopback(hostname)) return undefined;
  const isEncrypted = protocol === "https:" || protocol === "wss:";
  const named = isEncrypted ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"];
  const [variable] = named.filter((name) => environmentVariable(environment, name) !== undefined);
  if (variable === undefined) return undefined;
  const noProxy =
    environmentVariable(environment, "no_proxy") ?? environmentVariable(environment, "NO_PROXY");
  if (noProxy !== undefined && (await isExceptedFromProxy(noProxy, hostname, portOf(target))))
    return undefined;
  return new ProxyServer(environmentVariable(environment, variable) ?? "", variable);
}

/** The port that a URL stands for. */
export function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" || protocol === "wss:" ? 443 : 80;
}
