import type { Clock } from "@kotoba/core";
import type { LiveFault } from "./fault.ts";
import { FrameFaults } from "./frame-faults.ts";
import type { Relay } from "./relay.ts";

/** What befalls a {@link LiveConnection}. */
export interface LiveConnectionOptions {
  readonly fault: LiveFault | undefined;
  /** Whether each text message of the server's comes twice. */
  readonly duplicates: boolean;
  readonly clock: Clock;
}

/** A connection that a client wants to be a WebSocket, and what is to befall it from the server's acceptance on. */
export class LiveConnection {
  readonly #relay: Relay;
  readonly #fault: LiveFault | undefined;
  readonly #clock: Clock;
  readonly #frames: FrameFaults | undefined;

  constructor(relay: Relay, { fault, duplicates, clock }: LiveConnectionOptions) {
    this.#relay = relay;
    this.#fault = fault;
    this.#clock = clock;
    const readsFrames = duplicates || fault?.type === "close" || fault?.type === "corrupt";
    // Else nothing is looked into: what is no WebSocket frame arrives as it was sent.
    this.#frames = readsFrames ? new FrameFaults(duplicates) : undefined;
  }

  /** Whether the server's frames must be readable, which those of an extension are not. */
  get readsFrames(): boolean {
    return this.#frames !== undefined;
  }

  /** Gives the client the server's acceptance, and what follows. */
  start(acceptance: Buffer): void {
    this.#relay.passToClient(acceptance, this.#frames);
    const fault = this.#fault;
    if (fault === undefined) return;
    if (fault.afterMs === 0) this.#befall(fault);
    else this.#relay.onceClosed(this.#clock.schedule(() => this.#befall(fault), fault.afterMs));
  }

  #befall(fault: LiveFault): void {
    switch (fault.type) {
      case "drop":
        this.#relay.reset();
        break;
      case "stall":
        this.#relay.stall();
        break;
      case "close":
        this.#relay.dropServer();
        this.#frames?.closeWith(fault.code);
        break;
      case "corrupt":
        this.#frames?.corruptNext();
        break;
    }
  }
}
