import type { Gap, SessionStats } from "@kotoba/core";

/** A stretch of the audio, in bytes from the first of the session. */
interface ByteStretch {
  readonly start: number;
  readonly end: number;
}

/** Accounts for every byte of a session's audio, over all its connections. */
export class AudioLedger {
  readonly #bytesPerSecond: number;
  readonly #gaps: Gap[] = [];
  /** A gap that may grow: nothing has been sent behind it. */
  #openGap: ByteStretch | undefined;
  #sentEnd = 0;
  #sentBytes = 0;
  #replayedBytes = 0;
  #confirmedEnd = 0;
  #framesSent = 0;
  #framesReceived = 0;
  #firstEventLatencyMs: number | undefined;
  #reconnects = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Where the audio ends that was sent at least once. */
  get sentEnd(): number {
    return this.#sentEnd;
  }

  /** Up to where the audio need not be sent again. */
  get confirmedEnd(): number {
    return this.#confirmedEnd;
  }

  /** A piece goes out. */
  send({ start, end }: ByteStretch): void {
    if (end <= this.#sentEnd) this.#replayedBytes += end - start;
    else this.#sentBytes += end - start;
    this.#sentEnd = Math.max(this.#sentEnd, end);
  }

  /** A line is there again. */
  countReconnect(): void {
    this.#reconnects++;
  }

  confirm(end: number): void {
    this.#confirmedEnd = Math.max(this.#confirmedEnd, end);
  }

  /** A stretch is lost, behind those that were lost before. */
  lose({ start, end }: ByteStretch): void {
    this.#openGap = { start: this.#openGap?.start ?? start, end };
    this.confirm(end);
  }

  /** The gap behind which audio goes on; undefined when there is none that was not given. */
  closeGap(): Gap | undefined {
    if (this.#openGap === undefined) return undefined;
    const gap = this.#gapOf(this.#openGap);
    this.#openGap = undefined;
    this.#gaps.push(gap);
    return gap;
  }

  /** @returns the part of the gap that no earlier one tells of; undefined when there is none. */
  addGap(gap: Gap): Gap | undefined {
    const fromSeconds = Math.max(gap.fromSeconds, this.#gaps.at(-1)?.toSeconds ?? 0);
    if (fromSeconds >= gap.toSeconds) return undefined;
    const added = { ...gap, fromSeconds };
    this.#gaps.push(added);
    return added;
  }

  /** A line is lost; with what was done on it. */
  endConnection({ framesSent, framesReceived, firstEventLatencyMs }: SessionStats): void {
    this.#framesSent += framesSent;
    this.#framesReceived += framesReceived;
    this.#firstEventLatencyMs ??= firstEventLatencyMs;
  }

  /** The account. @param present - What the present connection did. */
  stats(present: SessionStats | undefined): Omit<SessionStats, "bufferedSeconds"> {
    const gaps = this.#openGap === undefined ? this.#gaps : [...this.#gaps, this.#gapOf(this.#openGap)];
    const lostSeconds = gaps.reduce((sum, { fromSeconds, toSeconds }) => sum + toSeconds - fromSeconds, 0);
    const latency = this.#firstEventLatencyMs ?? present?.firstEventLatencyMs;
    return {
      audioBytesSent: this.#sentBytes + this.#replayedBytes,
      sentSeconds: this.#sentBytes / this.#bytesPerSecond,
      // All gaps lie before what is confirmed.
      confirmedSeconds: this.#confirmedEnd / this.#bytesPerSecond - lostSeconds,
      replayedSeconds: this.#replayedBytes / this.#bytesPerSecond,
      lostSeconds,
      reconnects: this.#reconnects,
      gaps: [...gaps],
      framesSent: this.#framesSent + (present?.framesSent ?? 0),
      framesReceived: this.#framesReceived + (present?.framesReceived ?? 0),
      heldBytes: present?.heldBytes ?? 0,
      ...(latency === undefined ? {} : { firstEventLatencyMs: latency }),
    };
  }

  #gapOf({ start, end }: ByteStretch): Gap {
    const fromSeconds = start / this.#bytesPerSecond;
    return { fromSeconds, toSeconds: end / this.#bytesPerSecond, reason: "buffer_overflow" };
  }
}
