import { connect, createServer, type Server, type Socket } from "node:net";
import { promisify } from "node:util";
import { type Clock, ConfigurationError, systemClock } from "@kotoba/core";
import { listen } from "../listen.ts";
import { hasMembers, type Requirement, requireOptions, text, wholeNumber } from "../option-requirements.ts";
import type { Fault } from "./fault.ts";
import { FaultScript } from "./fault-script.ts";
import { asksForWebSocket, givesWebSocket, readHead, withoutExtensions } from "./http-head.ts";
import { LiveConnection } from "./live-connection.ts";
import { Relay } from "./relay.ts";
import { resetSocket } from "./reset-socket.ts";

/** How a fault proxy runs. */
export interface FaultProxyOptions {
  /** The origin of the server behind it, for example `http://127.0.0.1:8080`. Plain HTTP only. */
  readonly target: string;
  /** What is to befall live connections: see {@link Fault}, and `parseFault` for the notation. Default: nothing, but `cut()`. */
  readonly faults?: readonly (Fault | string)[] | undefined;
  /** Address to listen on. Default `127.0.0.1`: reachable from this machine only. */
  readonly host?: string | undefined;
  /** Port to listen on. Default 0: any free one. */
  readonly port?: number | undefined;
  /** What the times of faults are measured by. Default: the machine's clock. */
  readonly clock?: Clock | undefined;
}

/** A running fault proxy. */
export interface FaultProxy extends AsyncDisposable {
  /** Its origin, for example `http://127.0.0.1:8080`: what clients are given in place of the server's. */
  readonly url: string;
  /** How many connections have become live so far, and how many of them are open for their client now. */
  readonly connections: { readonly total: number; readonly open: number };
  /** Resets every live connection that is open now, and returns how many those were. Others may come after it. */
  cut(): number;
  /** Stops it: every connection is reset, REST too, and none is accepted any more. */
  close(): Promise<void>;
}

/** What each option must be; the target and the faults are read on their own. */
const REQUIREMENTS: { readonly [Name in keyof FaultProxyOptions]-?: Requirement | undefined } = {
  target: undefined,
  faults: undefined,
  host: text,
  port: wholeNumber(0, 65_535),
  clock: { what: "a Clock, with now and schedule", fits: hasMembers("now", "schedule") },
};

/**
 * Starts a TCP proxy before an HTTP server on which live connections go wrong as they were told to. Their handshakes, and what is not in the
 * way of a fault, pass as they are; so do REST requests, except for `slow`.
 *
 * Where a fault needs to read the server's frames (`close`, `corrupt`, `duplicate`) the client's offer of extensions, such as compression, is
 * left out of its handshake.
 *
 * @throws {ConfigurationError} for an option that is unknown or cannot be, and when it cannot listen on the given host and port.
 * @example
 * await using proxy = await startFaultProxy({ target: emulator.url, faults: ["drop@2s"] });
 * const client = new KotobaClient({ url: proxy.url, apiKey: "any" });
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  requireOptions(options, REQUIREMENTS);
  const { target, faults, host = "127.0.0.1", port = 0, clock = systemClock } = options;
  const proxy = new TcpFaultProxy(targetOf(target), new FaultScript(faults), clock);
  await proxy.listen(host, port);
  return proxy;
}

interface Target {
  readonly host: string;
  readonly port: number;
}

class TcpFaultProxy implements FaultProxy {
  url = "";
  readonly #target: Target;
  readonly #script: FaultScript;
  readonly #clock: Clock;
  readonly #server: Server;
  /** Those of clients and those of the target. */
  readonly #sockets = new Set<Socket>();
  readonly #live = new Set<Relay>();
  #total = 0;
  #closed: Promise<unknown> | undefined;

  constructor(target: Target, script: FaultScript, clock: Clock) {
    this.#target = target;
    this.#script = script;
    this.#clock = clock;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => void this.#serve(client));
  }

  get connections(): { readonly total: number; readonly open: number } {
    return { total: this.#total, open: this.#open().length };
  }

  async listen(host: string, port: number): Promise<void> {
    this.url = await listen(this.#server, host, port, "The fault proxy");
  }

  cut(): number {
    const open = this.#open();
    for (const relay of open) relay.reset();
    return open.length;
  }

  async close(): Promise<void> {
    this.#closed ??= this.#close();
    await this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const accepting = promisify(this.#server.close.bind(this.#server))();
    const sockets = [...this.#sockets].map((socket) => new Promise((gone) => socket.once("close", gone)));
    for (const socket of this.#sockets) resetSocket(socket);
    await Promise.all([accepting, ...sockets]);
  }

  #open(): Relay[] {
    return [...this.#live].filter(({ isOpen }) => isOpen);
  }

  async #serve(client: Socket): Promise<void> {
    this.#watch(client);
    const request = await readHead(client);
    if (client.destroyed) return;
    const wantsLive = asksForWebSocket(request);
    const fault = wantsLive ? this.#script.next() : undefined;
    if (fault?.type === "refuse") return resetSocket(client);
    const server = this.#watch(connect({ ...this.#target, allowHalfOpen: true, noDelay: true }));
    const { duplicates, bitsPerSecond } = this.#script;
    const relay = new Relay(client, server, { bitsPerSecond, clock: this.#clock });
    if (!wantsLive) {
      relay.passToServer(request);
      relay.passToClient();
      return;
    }
    const connection = new LiveConnection(relay, { fault, duplicates, clock: this.#clock });
    relay.passToServer(connection.readsFrames ? withoutExtensions(request) : request);
    const answer = await readHead(server);
    if (relay.isOpen && givesWebSocket(answer)) {
      this.#total++;
      this.#live.add(relay);
      relay.onceClosed(() => this.#live.delete(relay));
      connection.start(answer);
    } else {
      if (fault !== undefined) this.#script.giveBack(fault);
      relay.passToClient(answer);
    }
  }

  #watch(socket: Socket): Socket {
    this.#sockets.add(socket);
    // A reset is passed on when the socket closes.
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}

function targetOf(origin: string): Target {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url?.protocol !== "http:" || url.href !== `${url.origin}/`) {
    throw new ConfigurationError(
      `The target of a fault proxy must be a plain HTTP origin, for example http://127.0.0.1:8080, not "${origin}".`,
    );
  }
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 80) };
}
