import {
  abortable,
  type Clock,
  deferred,
  type Gap,
  type SessionRunner,
  type SessionStats,
} from "@kotoba/core";
import { decodeSamples } from "../../samples/decode-samples.ts";
import { audioFrame, type InputFrames } from "../input-frames.ts";
import { AudioLedger } from "./audio-ledger.ts";
import { LevelHistory } from "./level-history.ts";
import { type BufferedPiece, ReplayBuffer } from "./replay-buffer.ts";
import type { AudioStretch, AudioTimeline } from "./resumable-protocol.ts";
import type { ResumeSettings } from "./resume-options.ts";
import { SourcePace } from "./source-pace.ts";

/** A service hears audio that waits for it at least so many times faster than it was spoken. */
const HEARING_SPEED = 2;
/** Audio is live as long as the service is no further behind. */
const LIVE_SECONDS = 0.5;
/** Below -60 dBFS nothing is said. */
const SILENCE_MEAN_SQUARE = 1e-6;

/** A connection, as far as audio goes out on it. */
type Line = Pick<SessionRunner<unknown>, "trySend" | "send" | "finish" | "countAudio" | "ended">;

/** A time, and a place in the audio then, in bytes. */
interface Moment {
  readonly time: number;
  readonly end: number;
}

/** What an outbox works with. */
export interface OutboxSettings {
  readonly resume: ResumeSettings;
  readonly frames: InputFrames;
  readonly clock: Clock;
  /** Whether audio is confirmed while more is sent, so that it pays to wait for that. */
  readonly confirmsAlong: boolean;
  /** Whether the source of the audio can wait as long as it takes, as a recording can. */
  readonly sourceWaits: boolean;
  /** Aborts when nothing can be sent any more. */
  readonly ended: AbortSignal;
  /** Told of each stretch that is lost, before audio behind it goes out. */
  readonly onGap: (gap: Gap) => void;
  /** Called instead where nothing may be lost: the session must end. */
  readonly onOverflow: () => void;
}

/**
 * The audio of a session on its way out: it goes to the line that there is, is kept until it is answered for, and goes to the next line
 * again when that one is lost.
 */
export class AudioOutbox implements AudioTimeline {
  readonly #settings: OutboxSettings;
  readonly #buffer = new ReplayBuffer();
  readonly #ledger: AudioLedger;
  readonly #levels: LevelHistory;
  /** The line that stands; undefined while there is none. */
  #line: Line | undefined;
  /** How far the service had come in the audio, and when. */
  #heard: Moment = { time: 0, end: 0 };
  /** The line that has been given a piece for which it had no room yet. */
  #busyLine: Line | undefined;
  readonly #pace: SourcePace;
  /** Number of the piece to send next. */
  #next = 1;
  /** Number of the first piece that no line has had room for yet. */
  #untaken = 1;
  /** The end of the audio is to be told, behind it. */
  #finishing = false;
  #finishedLine: Line | undefined;
  readonly #finished = deferred();
  /** Settles when there is a reason to look again whether there is room. */
  #changed = deferred();
  /** How many wait for that. */
  #waiting = 0;

  constructor(settings: OutboxSettings) {
    this.#settings = settings;
    const { bytesPerSecond, capacityBytes, sampleRate } = settings.resume;
    this.#pace = new SourcePace({ ...settings, ...settings.resume });
    this.#ledger = new AudioLedger(bytesPerSecond);
    // Of what is kept, and of what is dropped next.
    this.#levels = new LevelHistory(sampleRate, capacityBytes / bytesPerSecond + 1);
  }

  /** Takes pieces. @returns when there is room for more; undefined when there is at once. */
  send(pieces: readonly Uint8Array[]): Promise<void> | undefined {
    const { resume, frames } = this.#settings;
    for (const piece of pieces) {
      this.#levels.add(decodeSamples(piece, resume.encoding));
      this.#buffer.append(audioFrame(frames, piece), piece.length);
    }
    this.#sendWaiting();
    this.#keepWithinCapacity();
    const last = this.#buffer.nextNumber - 1;
    return this.#waitMs(last) === 0 ? undefined : this.#roomBehind(last);
  }

  /** Tells the end of the audio, behind it. Resolves when that is on its way. */
  async finish(): Promise<void> {
    this.#finishing = true;
    this.#sendWaiting();
    await abortable(this.#finished.promise, this.#settings.ended);
  }

  /** Seconds of audio that a new line would be sent though they have been sent before. */
  get replaySeconds(): number {
    return this.#seconds(Math.max(0, this.#ledger.sentEnd - this.#buffer.start));
  }

  /** A new line: what is not confirmed goes out on it. */
  connect(line: Line): void {
    if (this.#pace.isOutage) this.#ledger.countReconnect();
    this.#line = line;
    this.#heard = { time: this.#settings.clock.now(), end: this.#buffer.start };
    this.#pace.endOutage();
    this.#tellGap();
    this.#lookAgain();
    this.#sendWaiting();
  }

  /** The line is lost; with what was done on it. */
  disconnect(stats: SessionStats): void {
    this.#line = undefined;
    this.#ledger.endConnection(stats);
    this.#pace.beginOutage(this.#buffer.end);
    this.#next = this.#buffer.firstNumber;
    this.#lookAgain();
  }

  /** What was dropped after it had been sent, and is not confirmed, cannot be sent again: it is lost with the line. */
  loseUnkept(): void {
    const { confirmedEnd } = this.#ledger;
    if (this.#buffer.start > confirmedEnd) this.#lose({ start: confirmedEnd, end: this.#buffer.start });
  }

  /** Takes note of audio that is lost though it is confirmed. */
  addGap(gap: Gap): void {
    const added = this.#ledger.addGap(gap);
    if (added !== undefined) this.#settings.onGap(added);
  }

  /** All of the audio has been answered for. */
  complete(): void {
    this.#ledger.confirm(this.#buffer.end);
    this.#buffer.dropBefore(this.#buffer.end);
  }

  /** The account of the audio. @param present - What was done on the present line. */
  stats(present: SessionStats | undefined): SessionStats {
    return { ...this.#ledger.stats(present), bufferedSeconds: this.#seconds(this.#buffer.heldBytes) };
  }

  get sentSeconds(): number {
    return this.#seconds(this.#sentEnd);
  }

  get isFinished(): boolean {
    return this.#line !== undefined && this.#finishedLine === this.#line;
  }

  get heardSeconds(): number {
    this.#hear();
    return this.#seconds(this.#heard.end);
  }

  get isLive(): boolean {
    if (this.#line === undefined || this.isFinished) return false;
    return this.sentSeconds - this.heardSeconds <= LIVE_SECONDS;
  }

  get confirmedSeconds(): number {
    return this.#seconds(this.#ledger.confirmedEnd);
  }

  confirm(seconds: number): void {
    const end = Math.min(Math.round(seconds * this.#settings.resume.bytesPerSecond), this.#sentEnd);
    this.#ledger.confirm(end);
    this.#buffer.dropBefore(end);
    this.#lookAgain();
  }

  piece(number: number): AudioStretch | undefined {
    const piece = this.#buffer.at(number);
    return piece && { startSeconds: this.#seconds(piece.start), endSeconds: this.#seconds(piece.end) };
  }

  quietest(from: number, to: number): number {
    const { bytesPerSecond } = this.#settings.resume;
    const starts = this.#buffer.startsWithin(from * bytesPerSecond, to * bytesPerSecond);
    return (
      this.#levels.quietest(
        starts.map((start) => this.#seconds(start)),
        (from + to) / 2,
      ) ?? from
    );
  }

  pauseEnd(before: number, lengthSeconds: number): number | undefined {
    return this.#levels.pauseEnd(before, lengthSeconds);
  }

  /** Sends the pieces whose turn it is, as long as there is room; then the end of the audio. */
  #sendWaiting(): void {
    const line = this.#line;
    if (line === undefined || this.#busyLine === line || line.ended.aborted) return;
    for (;;) {
      const piece = this.#buffer.at(this.#next);
      if (piece === undefined) break;
      if (!line.trySend(piece.frame)) {
        void this.#sendWithRoom(line, piece);
        return;
      }
      this.#countSent(line, piece);
      this.#untaken = Math.max(this.#untaken, this.#next);
    }
    if (!this.#finishing || this.#finishedLine === line) return;
    this.#finishedLine = line;
    line.finish(this.#settings.frames.commit).then(this.#finished.resolve, () => {});
  }

  /** Waits for room. Should the line end meanwhile, its events tell. */
  async #sendWithRoom(line: Line, piece: BufferedPiece): Promise<void> {
    this.#busyLine = line;
    const sent = line.send(piece.frame);
    this.#countSent(line, piece);
    const isSent = await sent.then(
      () => true,
      () => false,
    );
    if (this.#busyLine === line) this.#busyLine = undefined;
    if (!isSent || this.#line !== line) return;
    this.#untaken = Math.max(this.#untaken, this.#next);
    this.#lookAgain();
    this.#sendWaiting();
  }

  /** Waiting is no credit: what was not sent could not be heard. */
  #hear(): void {
    const time = this.#settings.clock.now();
    const seconds = ((time - this.#heard.time) / 1000) * HEARING_SPEED;
    const end = this.#heard.end + seconds * this.#settings.resume.bytesPerSecond;
    this.#heard = { time, end: Math.min(this.#sentEnd, end) };
  }

  #countSent(line: Line, piece: BufferedPiece): void {
    this.#hear();
    this.#next++;
    const bytes = piece.end - piece.start;
    line.countAudio(bytes, this.#seconds(bytes));
    this.#ledger.send(piece);
  }

  /** Where the audio ends that the present line has taken. */
  get #sentEnd(): number {
    return this.#buffer.at(this.#next)?.start ?? this.#buffer.end;
  }

  /** Resolves when there is room behind a piece. */
  async #roomBehind(number: number): Promise<void> {
    const { clock, ended } = this.#settings;
    for (;;) {
      ended.throwIfAborted();
      const waitMs = this.#waitMs(number);
      if (waitMs === 0) return;
      const cancelTimer = Number.isFinite(waitMs)
        ? clock.schedule(() => this.#lookAgain(), waitMs)
        : () => {};
      this.#waiting++;
      try {
        await abortable(this.#changed.promise, ended);
      } finally {
        this.#waiting--;
        cancelTimer();
      }
    }
  }

  /** How long it may take until there is room behind a piece. */
  #waitMs(number: number): number {
    const { heldBytes, end } = this.#buffer;
    return this.#pace.waitMs({ heldBytes, end, isTaken: number < this.#untaken });
  }

  #lookAgain(): void {
    if (this.#waiting === 0) return;
    this.#changed.resolve();
    this.#changed = deferred();
  }

  /** While there is a line, what waits for it stays: whoever sends is told to wait, too. */
  #keepWithinCapacity(): void {
    const { capacityBytes } = this.#settings.resume;
    while (this.#buffer.heldBytes > capacityBytes) {
      const hasLine = this.#line !== undefined;
      if (hasLine && this.#buffer.firstNumber >= this.#next) return;
      const piece = this.#buffer.dropFirst();
      if (piece === undefined) return;
      this.#next = Math.max(this.#next, this.#buffer.firstNumber);
      this.#untaken = Math.max(this.#untaken, this.#next);
      // What has been sent is lost only if the line is, before it is answered for.
      if (!hasLine) this.#lose(piece);
      else if (this.#needsNoAnswer(piece)) this.#ledger.confirm(piece.end);
    }
  }

  /** Whether a piece is silence behind audio that is answered for. */
  #needsNoAnswer({ start, end }: BufferedPiece): boolean {
    if (start > this.#ledger.confirmedEnd) return false;
    return this.#levels.meanSquare(this.#seconds(start), this.#seconds(end)) < SILENCE_MEAN_SQUARE;
  }

  #lose(stretch: { readonly start: number; readonly end: number }): void {
    if (this.#settings.resume.onOverflow === "fail") {
      this.#settings.onOverflow();
      return;
    }
    this.#ledger.lose(stretch);
  }

  #tellGap(): void {
    const gap = this.#ledger.closeGap();
    if (gap !== undefined) this.#settings.onGap(gap);
  }

  #seconds(bytes: number): number {
    return bytes / this.#settings.resume.bytesPerSecond;
  }
}
