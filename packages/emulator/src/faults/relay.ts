import type { Socket } from "node:net";
import type { Transform, Writable } from "node:stream";
import type { Clock } from "@kotoba/core";
import { resetSocket } from "./reset-socket.ts";
import { Throttle } from "./throttle.ts";

/** How a relay passes bytes on. */
export interface RelayOptions {
  /** The rate of each direction; undefined: as fast as it goes. */
  readonly bitsPerSecond: number | undefined;
  readonly clock: Clock;
}

/**
 * Two sockets that are one connection: each gets what comes from the other, no faster than it takes it, and the other's end or reset. Both
 * must allow half-open connections.
 */
export class Relay {
  readonly #client: Socket;
  readonly #server: Socket;
  /** What leads to either. */
  readonly #toClient: Writable;
  readonly #toServer: Writable;
  readonly #stages: Transform[] = [];

  constructor(client: Socket, server: Socket, options: RelayOptions) {
    this.#client = client;
    this.#server = server;
    this.#toClient = this.#leadingTo(client, options);
    this.#toServer = this.#leadingTo(server, options);
    client.once("close", (hadError) => hadError && resetSocket(server));
    server.once("close", (hadError) => hadError && resetSocket(client));
  }

  /** Whether it was neither reset nor has ended for the client. */
  get isOpen(): boolean {
    return !this.#client.destroyed;
  }

  /** Calls back when nothing of the client's side is left. */
  onceClosed(callback: () => void): void {
    this.#client.once("close", callback);
  }

  /** Sends the server this, and then all that comes from the client. */
  passToServer(head: Buffer): void {
    this.#toServer.write(head);
    this.#client.pipe(this.#toServer);
  }

  /** Sends the client this, if anything, and then all that comes from the server, through a stage that may alter it. */
  passToClient(head?: Buffer, stage?: Transform): void {
    // Not slowed, so that a fault which comes at once comes after it all the same.
    if (head !== undefined) this.#client.write(head);
    if (stage === undefined) this.#server.pipe(this.#toClient);
    else {
      this.#stages.push(stage);
      this.#server.pipe(stage).pipe(this.#toClient);
    }
  }

  /** Passes nothing any more. */
  stall(): void {
    for (const stream of [this.#client, this.#server, ...this.#stages]) stream.unpipe();
  }

  /** Resets the server. The client still gets what has come from it, and nobody what the client sends. */
  dropServer(): void {
    this.#client.unpipe().resume();
    this.#server.unpipe();
    resetSocket(this.#server);
  }

  /** Resets both sides. */
  reset(): void {
    resetSocket(this.#client);
    resetSocket(this.#server);
  }

  #leadingTo(socket: Socket, { bitsPerSecond, clock }: RelayOptions): Writable {
    if (bitsPerSecond === undefined) return socket;
    const throttle = new Throttle(bitsPerSecond, clock);
    this.#stages.push(throttle);
    throttle.pipe(socket);
    socket.once("close", () => throttle.destroy());
    return throttle;
  }
}
