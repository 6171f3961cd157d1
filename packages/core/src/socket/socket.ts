import type { Clock } from "../clock.ts";
import type { KotobaError } from "../errors/kotoba-error.ts";

/** What a socket tells its session. Each is called in the order of arrival; none after `onClose`. */
export interface SocketListener {
  /** One whole text frame. */
  onText(text: string): void;
  /** One whole binary frame. */
  onBinary(): void;
  /** A sign of life that is no frame, and answered already. */
  onPing(): void;
  /** The answer to a ping, as a rule; or a sign of life that nobody asked for. */
  onPong(): void;
  /**
   * The end. `code` is 1006 when the line broke without a close frame.
   *
   * @param fault - Why this side ended it: the peer broke the rules of WebSocket.
   */
  onClose(code: number, reason: string, fault?: KotobaError): void;
}

/** An open WebSocket, as far as a session needs it. */
export interface Socket {
  /** Whom to tell; set once, right after opening. What arrived before is told then. */
  listen(listener: SocketListener): void;
  /** Hands a text frame over. `onFlushed` is called once the system has taken it; never, if the end comes before. */
  send(text: string, onFlushed: () => void): void;
  /** Asks for a sign of life. */
  ping(): void;
  /**
   * Stops reading, so that the peer feels it. What it has sent waits in the system, its end included: a peer that goes away is noticed
   * when something is sent, or when reading goes on.
   */
  pause(): void;
  /** Reads on after {@link Socket.pause}. */
  resume(): void;
  /** Begins an orderly close. */
  close(): void;
  /** Ends the connection at once. */
  terminate(): void;
}

/** What a socket is opened with. */
export interface SocketRequest {
  /** Where to connect: `ws:` or `wss:`. */
  readonly url: URL;
  /** Header fields of the handshake, credentials included. */
  readonly headers: Readonly<Record<string, string>>;
  /** The credentials, to be kept out of what the server's answer puts into errors. */
  readonly secrets: readonly string[];
  /** The subprotocols to offer. */
  readonly protocols: readonly string[];
  /** The largest frame to take; a larger one ends the connection. */
  readonly maxFrameBytes: number;
  /** What the limits of the way there are measured by. */
  readonly clock: Clock;
  /** Ends the attempt, which then rejects with its reason. */
  readonly signal: AbortSignal;
}

/** Opens sockets. Rejects with the service's refusal as a KotobaError, with the system's error, or with the signal's reason. */
export type SocketOpener = (request: SocketRequest) => Promise<Socket>;
