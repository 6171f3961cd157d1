import { onAbort } from "../abort/on-abort.ts";
import type { Clock } from "../clock.ts";
import type { KotobaError } from "../errors/kotoba-error.ts";
import type { Logger } from "../logger.ts";
import { KeepAlive } from "../socket/keep-alive.ts";
import { SendQueue } from "../socket/send-queue.ts";
import type { Socket, SocketListener } from "../socket/socket.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { EventChannel } from "./event-channel.ts";
import { closedByService, lostConnection } from "./lost-connection.ts";
import { SessionCounts } from "./session-counts.ts";
import { inputEnded, sessionClosed } from "./session-ended.ts";
import type { SessionProtocol } from "./session-protocol.ts";
import type { SessionStats } from "./session-stats.ts";
import { SilenceWatch } from "./silence-watch.ts";
import { lineDead, notFinished, notIterated } from "./silent-peer.ts";

/** Where a session is in its life. */
export type SessionState = "connecting" | "open" | "reconnecting" | "draining" | "closed";

/** With these a service closes that has no more work (RFC 6455, 7.4.1). */
const NORMAL_CLOSE_CODES: ReadonlySet<number> = new Set([1000, 1001]);

/** How long an orderly close may take before the connection is ended. */
const CLOSE_TIMEOUT_MS = 500;

/** What a session runs on. */
export interface SessionSettings<Event> {
  readonly socket: Socket;
  readonly protocol: SessionProtocol<Event>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The peer's URL as it may be shown. */
  readonly place: string;
  /** How long the service may be silent while an answer is due, in milliseconds. */
  readonly finishLimitMs: number;
  /** `send` waits while so many bytes have not left. */
  readonly highWaterMarkBytes: number;
  /** Each ends the session wherever it is, with its reason. */
  readonly signals: readonly (AbortSignal | undefined)[];
}

/**
 * Runs one connection of any modality: it reads frames through the protocol, delivers events to one consumer, and makes sure that
 * everything that waits also ends: with the result, the server's error, a deadline, or the caller's abort.
 */
export class SessionRunner<Event> implements AsyncIterable<Event>, AsyncDisposable, SocketListener {
  readonly #counts: SessionCounts;
  readonly #settings: SessionSettings<Event>;
  readonly #sendQueue: SendQueue;
  readonly #events: EventChannel<Event>;
  readonly #keepAlive: KeepAlive;
  /** Watches while the service owes an answer. */
  readonly #silence: SilenceWatch;
  /** Aborts when nothing can be sent any more; its reason is the error for who tries. */
  readonly #over = new AbortController();
  #state: SessionState = "connecting";
  #wasReady = false;
  /** Waited for while the session gets ready. */
  #ready: Deferred | undefined;
  /** Waited for while the connection closes. */
  #closed: Deferred | undefined;
  #isClosed = false;
  /** The consumer lags, and the socket is not read. */
  #paused = false;
  #inputEnded = false;
  /** How many are not answered yet. */
  #pings = 0;
  /** Nothing is under way: the service may close, and loses nothing by it. */
  #idle = false;
  /** Somebody has begun to take the events. */
  #hasReader = false;
  /** Each stops listening to a signal. */
  readonly #stops: readonly (() => void)[] = [];
  #cancelCloseTimer: (() => void) | undefined;

  constructor(settings: SessionSettings<Event>) {
    this.#settings = settings;
    const { socket, clock, place, finishLimitMs, signals, highWaterMarkBytes } = settings;
    this.#counts = new SessionCounts(clock);
    this.#sendQueue = new SendQueue(highWaterMarkBytes);
    this.#events = new EventChannel({ pause: () => this.#pause(), resume: () => this.#resume() });
    this.#keepAlive = new KeepAlive(
      clock,
      () => this.#ping(),
      () => this.fail(lineDead(place)),
    );
    this.#silence = new SilenceWatch(clock, finishLimitMs, () =>
      this.fail(notFinished(place, finishLimitMs)),
    );
    // First: what has already come may end the session, which must then stop listening.
    this.#stops = signals.map((signal) => onAbort(signal, () => this.fail(signal?.reason)));
    // One of them may have aborted before this line.
    if (this.state === "closed") this.#stopListening();
    socket.listen(this);
    if (this.state === "closed") return;
    for (const frame of settings.protocol.openingFrames) this.#transmit(frame, 0);
  }

  /** Where the session is. */
  get state(): SessionState {
    return this.#state;
  }

  /** Aborts when nothing can be sent any more, with what ended the session as its reason. */
  get ended(): AbortSignal {
    return this.#over.signal;
  }

  /** What the session has done so far. The object is a copy: it does not change. */
  stats(): SessionStats {
    return this.#counts.stats(this.#state === "closed" ? 0 : this.#sendQueue.heldBytes);
  }

  /** Counts audio that a frame has carried. */
  countAudio(bytes: number, seconds: number): void {
    this.#counts.audio(bytes, seconds);
  }

  /** Resolves when the service is ready for input, or was; rejects with what prevented it. */
  async ready(): Promise<void> {
    if (this.#wasReady) return;
    this.#throwIfClosed();
    this.#ready ??= deferred();
    await this.#ready.promise;
  }

  /**
   * Sends a frame; resolves when it has been handed to the connection, which waits while too much is under way.
   *
   * @throws what ended the session, when it has ended.
   */
  async send(frame: string): Promise<void> {
    this.#idle = false;
    await this.#sendQueue.acquire(frame.length, this.#over.signal);
    // The end may have come between the admission and this continuation.
    this.#over.signal.throwIfAborted();
    this.#transmit(frame, frame.length);
  }

  /** Sends a frame now, if there is room and the session has not ended: the common case, which needs no promise. */
  trySend(frame: string): boolean {
    if (this.#state === "closed" || !this.#sendQueue.tryAcquire(frame.length)) return false;
    this.#transmit(frame, frame.length);
    return true;
  }

  /**
   * Sends a frame that asks for an answer. From here until the protocol is idle the service must not be silent for longer than the limit,
   * nor may the session be without a reader: the answer could not be seen.
   */
  async request(frame: string): Promise<void> {
    this.#counts.input();
    await this.send(frame);
    this.#expectAnswer();
    this.#requireReader();
  }

  /** Takes no more input: `requireOpen` throws from here on. What is on its way still goes out. */
  endInput(): void {
    this.#inputEnded = true;
  }

  /** Sends the frame that ends the input. From here on the service must not be silent for longer than the limit. */
  async finish(frame: string): Promise<void> {
    this.endInput();
    await this.send(frame);
    if (this.#state !== "open") return;
    this.#state = "draining";
    this.#expectAnswer();
  }

  /** Drops those of the events that nobody has taken yet and that match. */
  dropEvents(matches: (event: Event) => boolean): void {
    this.#events.drop(matches);
  }

  /** Ends the session in order: the consumer gets what has come before, and then the end. */
  complete(): void {
    this.#events.end();
    this.#end(sessionClosed());
  }

  /** Ends the session with an error. The consumer gets it after the events that came before. */
  fail(error: unknown): void {
    if (this.#state === "closed") return;
    this.#events.end({ error });
    this.#end(error);
    this.#settings.socket.terminate();
  }

  /** Closes the connection, whatever is still to come. Resolves when it is closed, within half a second. */
  async close(): Promise<void> {
    this.#events.cancel();
    this.#end(sessionClosed("The session is closed."));
    if (this.#isClosed) return;
    this.#closed ??= deferred();
    await this.#closed.promise;
  }

  /** {@link SessionRunner.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The events, for one consumer. Stopping early closes the session. */
  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return {
      next: () => {
        this.#hasReader = true;
        return this.#events.next();
      },
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  onText(text: string): void {
    if (this.#state === "closed") return;
    this.#keepAlive.signOfLife();
    this.#counts.frameReceived();
    try {
      const { events, milestone, answersAudio } = this.#settings.protocol.receive(text);
      if (answersAudio) this.#counts.confirmAudio();
      if (events.length > 0) this.#counts.event();
      for (const event of events) this.#events.push(event);
      if (milestone === "ready" || milestone === "idle") this.#becomeReady();
      if (milestone === "idle") this.#becomeIdle();
      if (milestone === "complete") this.complete();
      else this.#silence.heard();
    } catch (error) {
      this.fail(error);
    }
  }

  onBinary(): void {
    this.#keepAlive.signOfLife();
    this.#settings.logger.debug("Ignored a binary frame", { url: this.#settings.place });
  }

  onPing(): void {
    this.#keepAlive.signOfLife();
  }

  onPong(): void {
    this.#keepAlive.signOfLife();
    // One that nobody asked for says nothing of what has arrived.
    if (this.#pings > 0 && --this.#pings === 0) this.#settings.protocol.pingsAnswered?.();
  }

  onClose(code: number, reason: string, fault?: KotobaError): void {
    const isNormal = this.#idle && fault === undefined && NORMAL_CLOSE_CODES.has(code);
    if (isNormal) {
      this.#events.end();
      this.#end(closedByService(this.#settings.place, code, reason, this.#counts));
    } else this.fail(fault ?? lostConnection(this.#settings.place, code, reason, this.#counts));
    this.#cancelCloseTimer?.();
    this.#isClosed = true;
    this.#closed?.resolve();
  }

  #ping(): void {
    this.#pings++;
    this.#settings.protocol.pingSent?.();
    this.#settings.socket.ping();
  }

  #becomeReady(): void {
    if (this.#state !== "connecting") return;
    this.#state = "open";
    this.#wasReady = true;
    this.#ready?.resolve();
    this.#ready = undefined;
  }

  #becomeIdle(): void {
    this.#idle = true;
    this.#silence.end();
  }

  #expectAnswer(): void {
    // The answer may have come, or the end, before the frame had left.
    if (this.#state !== "closed" && !this.#idle) this.#silence.begin();
  }

  /** Who waits for an answer and takes no events would wait for ever: it comes behind them. */
  #requireReader(): void {
    if (this.#hasReader || !this.#paused || !this.#silence.isWatching || this.#state !== "open") return;
    this.fail(notIterated());
  }

  /** Nothing is sent and no frame is read from here on. */
  #end(reason: unknown): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    const { socket, clock } = this.#settings;
    this.#stopListening();
    this.#keepAlive[Symbol.dispose]();
    this.#silence.end();
    this.#ready?.reject(reason);
    this.#over.abort(reason);
    this.#cancelCloseTimer = clock.schedule(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    // A reader that lags has stopped the socket, which must read to see the other side's close.
    socket.resume();
    socket.close();
  }

  /** @throws what ended the session or its input. */
  requireOpen(): void {
    this.#throwIfClosed();
    if (this.#state === "open" && !this.#inputEnded) return;
    throw inputEnded();
  }

  /** Asks the state first: a signal takes memory from when it is first asked for. */
  #throwIfClosed(): void {
    if (this.#state === "closed") this.#over.signal.throwIfAborted();
  }

  #stopListening(): void {
    for (const stop of this.#stops) stop();
  }

  #transmit(frame: string, heldBytes: number): void {
    this.#counts.frameSent();
    this.#settings.socket.send(frame, () => this.#sendQueue.release(heldBytes));
  }

  #pause(): void {
    this.#paused = true;
    this.#settings.socket.pause();
    this.#keepAlive.pause();
    this.#silence.pause();
    this.#requireReader();
  }

  #resume(): void {
    this.#paused = false;
    if (this.#state === "closed") return;
    this.#settings.socket.resume();
    this.#keepAlive.resume();
    this.#silence.resume();
  }
}
