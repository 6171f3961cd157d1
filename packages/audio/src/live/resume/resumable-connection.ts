import {
  abortable,
  type ClientContext,
  ConnectionLostError,
  type Deferred,
  deferred,
  displayUrl,
  EventChannel,
  inputEnded,
  isLostLine,
  type KotobaError,
  lostConnection,
  onAbort,
  openSession,
  ProtocolError,
  type ResumeEvent,
  reopenSession,
  type SessionRunner,
  type SessionSetUp,
  type SessionState,
  type SessionStats,
  sessionClosed,
  validateCallOptions,
} from "@kotoba/core";
import type { InputFrames } from "../input-frames.ts";
import type { LiveAudioSession } from "../live-audio-session.ts";
import { AudioOutbox } from "./audio-outbox.ts";
import { notRestored, resumeOverflow, type SessionAccount } from "./lost-for-good.ts";
import type { AudioTimeline, ResumableProtocol } from "./resumable-protocol.ts";
import type { ResumeSettings } from "./resume-options.ts";

/** A connection that has lasted so long, and taken new audio, has proved itself: when it is lost, that is a new outage. */
const PROVED_AFTER_MS = 5000;

/** What a session over several connections is opened with. */
export interface ResumableSetUp<Event> extends Pick<SessionSetUp<unknown>, "url" | "options"> {
  readonly frames: InputFrames;
  readonly resume: ResumeSettings;
  /** Whether the protocol confirms audio while more is sent. */
  readonly confirmsAlong: boolean;
  /** Whether the source of the audio can wait as long as it takes, as a recording can. */
  readonly sourceWaits: boolean;
  /** Called once. */
  readonly createProtocol: (timeline: AudioTimeline) => ResumableProtocol<Event>;
}

/** The time since a line was lost, until a new one has proved itself. */
interface Outage {
  readonly endTime: number;
  /** What had been sent and confirmed when it began. */
  readonly sentSeconds: number;
  readonly confirmedSeconds: number;
  attempts: number;
}

/**
 * Live audio over as many connections in turn as it takes: when a line is lost, the audio that is not answered for is sent again on a new
 * one, and new audio queues behind it. Nothing is lost in silence: either the audio was answered for, or a gap or an error tells.
 */
export class ResumableConnection<Event> implements LiveAudioSession<Event | ResumeEvent> {
  readonly #context: ClientContext;
  readonly #setUp: ResumableSetUp<Event>;
  readonly #protocol: ResumableProtocol<Event>;
  readonly #events: EventChannel<Event | ResumeEvent>;
  readonly #outbox: AudioOutbox;
  /** Aborts when nothing can be sent any more; its reason is the error for who tries. */
  readonly #over = new AbortController();
  /** Ends connections, and attempts at them, at once. */
  readonly #stop = new AbortController();
  readonly #stopListening: () => void = () => {};
  /** The connection that stands; undefined while there is none. */
  #runner: SessionRunner<Event> | undefined;
  #connectedTime = 0;
  #outage: Outage | undefined;
  #inputEnded = false;
  /** Settles when the consumer, which lags, has caught up. */
  #lag: Deferred | undefined;

  /** @throws what {@link openSession} throws. */
  static async open<Event>(
    context: ClientContext,
    setUp: ResumableSetUp<Event>,
  ): Promise<ResumableConnection<Event>> {
    validateCallOptions(setUp.options);
    const connection = new ResumableConnection(context, setUp);
    try {
      const runner = await openSession(context, connection.#sessionSetUp);
      connection.#connect(runner);
      void connection.#run(runner);
      return connection;
    } catch (error) {
      connection.#fail(error);
      throw error;
    }
  }

  private constructor(context: ClientContext, setUp: ResumableSetUp<Event>) {
    this.#context = context;
    this.#setUp = setUp;
    this.#events = new EventChannel({
      pause: () => {
        this.#lag = deferred();
      },
      resume: () => {
        this.#lag?.resolve();
        this.#lag = undefined;
      },
    });
    const { resume, frames, confirmsAlong, sourceWaits, createProtocol, options } = setUp;
    this.#outbox = new AudioOutbox({
      resume,
      frames,
      confirmsAlong,
      sourceWaits,
      clock: context.clock,
      ended: this.#over.signal,
      onGap: (gap) => this.#events.push({ type: "gap", ...gap }),
      onOverflow: () => this.#fail(resumeOverflow(this.#account, resume)),
    });
    this.#protocol = createProtocol(this.#outbox);
    const stops = [options.signal, context.closed].map((signal) =>
      onAbort(signal, () => this.#fail(signal?.reason)),
    );
    this.#stopListening = () => {
      for (const stop of stops) stop();
    };
    // One of them may have aborted before this line.
    if (this.#over.signal.aborted) this.#stopListening();
  }

  get state(): SessionState {
    if (this.#over.signal.aborted) return "closed";
    if (this.#runner === undefined) return "reconnecting";
    return this.#inputEnded ? "draining" : "open";
  }

  get ended(): AbortSignal {
    return this.#over.signal;
  }

  requireOpen(): void {
    this.#over.signal.throwIfAborted();
    if (this.#inputEnded) throw inputEnded();
  }

  send(pieces: readonly Uint8Array[]): Promise<void> | undefined {
    return this.#outbox.send(pieces);
  }

  endInput(): void {
    this.#inputEnded = true;
  }

  async finish(): Promise<void> {
    await this.#outbox.finish();
  }

  stats(): SessionStats {
    return this.#outbox.stats(this.#runner?.stats());
  }

  async close(): Promise<void> {
    this.#events.cancel();
    const closed = sessionClosed("The session is closed.");
    this.#end(closed);
    await this.#runner?.close();
    this.#stop.abort(closed);
  }

  /** {@link ResumableConnection.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The events, for one consumer. Stopping early closes the session. */
  [Symbol.asyncIterator](): AsyncIterator<Event | ResumeEvent, undefined> {
    return {
      next: () => this.#events.next(),
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  get #sessionSetUp(): SessionSetUp<Event> {
    const { url, options } = this.#setUp;
    return {
      url,
      options: { ...options, signal: this.#stop.signal },
      createProtocol: () => this.#protocol.connect(),
    };
  }

  /** Serves one connection after the other, until the session is complete or cannot go on. */
  async #run(first: SessionRunner<Event>): Promise<void> {
    try {
      for (let runner = first; ; ) {
        const lost = await this.#relay(runner);
        if (lost === undefined) break;
        runner = await this.#restore(runner, lost);
      }
      this.#complete();
    } catch (error) {
      this.#fail(this.#inFull(error));
    }
  }

  /** Hands a connection's events on. @returns what ended it, when it was but the line. */
  async #relay(runner: SessionRunner<Event>): Promise<KotobaError | undefined> {
    try {
      for await (const event of runner) {
        this.#events.push(event);
        if (this.#lag !== undefined) await abortable(this.#lag.promise, this.#over.signal);
      }
      return undefined;
    } catch (error) {
      if (isLostLine(error) || this.#isRefusal(error)) return error;
      throw error;
    }
  }

  /** Whether a new line is refused for want of capacity, though it had been greeted: that passes. */
  #isRefusal(error: unknown): error is KotobaError {
    const isNew =
      this.#outage !== undefined && this.#context.clock.now() - this.#connectedTime < PROVED_AFTER_MS;
    return isNew && ProtocolError.isInstance(error) && error.retryable;
  }

  /** @throws a `ConnectionLostError` when there is no line in time, or too much audio to be sent again. */
  async #restore(broken: SessionRunner<Event>, lost: KotobaError): Promise<SessionRunner<Event>> {
    const outage = this.#beginOutage();
    this.#runner = undefined;
    const gap = this.#protocol.lineLost();
    this.#outbox.disconnect(broken.stats());
    this.#outbox.loseUnkept();
    this.#over.signal.throwIfAborted();
    const outcome = await reopenSession(this.#context, this.#sessionSetUp, {
      endTime: outage.endTime,
      firstAttempt: outage.attempts + 1,
      onAttempt: (attempt) => {
        outage.attempts = attempt;
        this.#events.push({ type: "reconnecting", attempt });
      },
    });
    if (!outcome.ok) throw notRestored(this.#account, this.#setUp.resume, lost, outcome.lastError);
    const { runner } = outcome;
    // The session may have been closed in this moment.
    if (this.#over.signal.aborted) await runner.close();
    this.#over.signal.throwIfAborted();
    this.#events.push({ type: "reconnected", replayedSeconds: this.#outbox.replaySeconds });
    if (gap !== undefined) this.#outbox.addGap(gap);
    this.#connect(runner);
    return runner;
  }

  #connect(runner: SessionRunner<Event>): void {
    this.#runner = runner;
    this.#connectedTime = this.#context.clock.now();
    this.#outbox.connect(runner);
  }

  /** A new outage; or the one before, when the line that ended it did not last and brought nothing. */
  #beginOutage(): Outage {
    const { clock } = this.#context;
    const { sentSeconds, confirmedSeconds } = this.stats();
    const before = this.#outage;
    const hasProved =
      before === undefined ||
      confirmedSeconds > before.confirmedSeconds ||
      (sentSeconds > before.sentSeconds && clock.now() - this.#connectedTime >= PROVED_AFTER_MS);
    const endTime = clock.now() + this.#setUp.resume.deadlineMs;
    const outage = hasProved ? { endTime, sentSeconds, confirmedSeconds, attempts: 0 } : before;
    this.#outage = outage;
    return outage;
  }

  #complete(): void {
    if (this.#over.signal.aborted) return;
    this.#outbox.complete();
    this.#events.end();
    this.#end(sessionClosed());
  }

  #fail(error: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#events.end({ error });
    this.#end(error);
    this.#stop.abort(error);
  }

  #end(reason: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort(reason);
    this.#stopListening();
  }

  /** A connection knows but of its own audio; the error is to tell of the session's. */
  #inFull(error: unknown): unknown {
    if (!ConnectionLostError.isInstance(error) || error.cause !== undefined) return error;
    return lostConnection(this.#place, error.closeCode, error.reason, this.stats());
  }

  get #account(): SessionAccount {
    const { sentSeconds, confirmedSeconds } = this.stats();
    return { place: this.#place, sentSeconds, confirmedSeconds };
  }

  get #place(): string {
    return displayUrl(this.#setUp.url);
  }
}
