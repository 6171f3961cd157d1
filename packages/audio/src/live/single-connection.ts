import type { SessionRunner, SessionState, SessionStats } from "@kotoba/core";
import type { AudioFramer } from "./audio-framer.ts";
import { audioFrame, type InputFrames } from "./input-frames.ts";
import type { LiveAudioSession } from "./live-audio-session.ts";

/** Live audio over one connection: when its line is lost, the session is over. */
export class SingleConnection<Event> implements LiveAudioSession<Event> {
  readonly #runner: SessionRunner<Event>;
  readonly #frames: InputFrames;
  readonly #framer: Pick<AudioFramer, "secondsOf">;
  /** Sends follow each other: the frames of two calls never mix. */
  #lastSend: Promise<void> = Promise.resolve();
  #waitingSends = 0;

  /** @param framer - What the pieces come from: it knows how long they sound. */
  constructor(runner: SessionRunner<Event>, frames: InputFrames, framer: Pick<AudioFramer, "secondsOf">) {
    this.#runner = runner;
    this.#frames = frames;
    this.#framer = framer;
  }

  get state(): SessionState {
    return this.#runner.state;
  }

  get ended(): AbortSignal {
    return this.#runner.ended;
  }

  requireOpen(): void {
    this.#runner.requireOpen();
  }

  /** Sends what there is room for at once, and the rest as there is: nothing to wait for is the common case. */
  send(pieces: readonly Uint8Array[]): Promise<void> | undefined {
    const frames = pieces.map((piece) => audioFrame(this.#frames, piece));
    let sent = 0;
    const count = () => {
      const piece = pieces[sent++];
      if (piece !== undefined) this.#runner.countAudio(piece.length, this.#framer.secondsOf(piece));
    };
    if (this.#waitingSends === 0) {
      for (const frame of frames) {
        if (!this.#runner.trySend(frame)) break;
        count();
      }
    }
    if (sent === frames.length) return undefined;
    const rest = frames.slice(sent);
    return this.#inTurn(async () => {
      for (const frame of rest) {
        await this.#runner.send(frame);
        count();
      }
    });
  }

  endInput(): void {
    this.#runner.endInput();
  }

  async finish(): Promise<void> {
    await this.#inTurn(() => this.#runner.finish(this.#frames.commit));
  }

  stats(): SessionStats {
    return this.#runner.stats();
  }

  async close(): Promise<void> {
    await this.#runner.close();
  }

  /** The events, for one consumer. Stopping early closes the session. */
  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return this.#runner[Symbol.asyncIterator]();
  }

  /** {@link SingleConnection.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Runs a send after those before it; the failure of one is its own caller's. */
  #inTurn(send: () => Promise<void>): Promise<void> {
    this.#waitingSends++;
    const sent = this.#lastSend.then(send).finally(() => this.#waitingSends--);
    this.#lastSend = sent.catch(() => {});
    return sent;
  }
}
