import { abortableDelay, type Clock, type Logger } from "@kotoba/core";
import type { SessionLink } from "../socket/live-session.ts";
import type { ScenarioLatency } from "./scenario.ts";

/** Whether any frame comes late. */
export function slowsFrames({ textMs = 0, firstAudioMs = 0, audioFrameMs = 0 }: ScenarioLatency): boolean {
  return textMs + firstAudioMs + audioFrameMs > 0;
}

/** The link of a session whose texts and audio come late. What is sent stays in order. */
export class SlowLink implements SessionLink {
  readonly #link: SessionLink;
  readonly #latency: ScenarioLatency;
  readonly #clock: Clock;
  #hasAudio = false;
  #sent: Promise<unknown> = Promise.resolve();

  constructor(link: SessionLink, latency: ScenarioLatency, clock: Clock) {
    this.#link = link;
    this.#latency = latency;
    this.#clock = clock;
  }

  get logger(): Logger {
    return this.#link.logger;
  }

  get signal(): AbortSignal {
    return this.#link.signal;
  }

  /** Texts that come late hold nothing up: only audio, of which there is no more than the client takes, is waited for. */
  async send(frames: readonly object[]): Promise<void> {
    for (const frame of frames) {
      const due = this.#clock.now() + this.#delayOf(frame);
      this.#sent = this.#sent.then(() => this.#sendAt(due, frame));
    }
    if (frames.some(isAudio)) await this.#sent;
  }

  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }

  end(code?: number): void {
    void this.#sent.then(() => this.#link.end(code));
  }

  fail(error: unknown): void {
    void this.#sent.then(() => this.#link.fail(error));
  }

  /** Never rejects: a session that is over gets nothing. */
  async #sendAt(due: number, frame: object): Promise<void> {
    const delayMs = due - this.#clock.now();
    try {
      if (delayMs > 0) await abortableDelay(this.#clock, delayMs, this.signal);
      await this.#link.send([frame]);
    } catch {}
  }

  #delayOf(frame: object): number {
    const { textMs = 0, firstAudioMs = 0, audioFrameMs = 0 } = this.#latency;
    const type = typeOf(frame);
    if (type === "response.created") this.#hasAudio = false;
    if (isAudio(frame)) {
      const isFirst = !this.#hasAudio;
      this.#hasAudio = true;
      return isFirst ? firstAudioMs : audioFrameMs;
    }
    return /transcription\.(?:text\.)?(?:delta|completed)$/.test(type) ? textMs : 0;
  }
}

function isAudio(frame: object): boolean {
  return /audio\.(?:chunk|delta)$/.test(typeOf(frame));
}

function typeOf(frame: object): string {
  return "type" in frame ? String(frame.type) : "";
}
