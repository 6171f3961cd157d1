import { once } from "node:events";
import type { Server } from "node:net";
import { ConfigurationError } from "@kotoba/core";

/** Why not, and what to do, by the system's code. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "something else does. Choose another port, or 0 for any."],
  ["EADDRNOTAVAIL", "this machine has no such address. Choose one of its own, or 0.0.0.0 for all of them."],
  ["EACCES", "the system does not allow it. Choose a port from 1024 up, or 0 for any."],
  ["ENOTFOUND", "there is no host of that name. Choose an address of this machine."],
  ["EAI_AGAIN", "the name cannot be looked up. Choose an address of this machine."],
]);

/**
 * Lets a server listen, and gives the origin to reach it at. An address that stands for every interface is reached as loopback.
 *
 * @param name - What the error calls the server.
 * @throws {ConfigurationError} when it cannot listen there.
 */
export async function listen(server: Server, host: string, port: number, name: string): Promise<string> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const reason = REASONS.get(code) ?? `${cause}.`;
    throw new ConfigurationError(`${name} cannot listen on ${host}:${port}: ${reason}`, { cause });
  }
  return originOf(server);
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  const { family, port } = address;
  const host = address.address === "0.0.0.0" || address.address === "::" ? "127.0.0.1" : address.address;
  return `http://${family === "IPv6" && host.includes(":") ? `[${host}]` : host}:${port}`;
}
