import { parseJsonObject } from "../socket/json-object.ts";
import type { SessionHandler, SessionLink } from "../socket/live-session.ts";
import type { SessionFailure } from "../socket/session-failure.ts";
import type { LiveFailure } from "./live-error.ts";

/** The client's frames at which a failure of that moment comes about. */
const TRIGGERS: Readonly<Record<LiveFailure["at"], RegExp>> = {
  setup: /^(?:transcription_session\.update|voice_session\.update|open)$/,
  work: /^(?:input_audio_buffer\.append|response\.create)$/,
};

/** A session that goes wrong once. Before and after it is what it would be. */
export class FailingSession implements SessionHandler {
  readonly #session: SessionHandler;
  readonly #link: SessionLink;
  #failure: LiveFailure | undefined;

  constructor(session: SessionHandler, link: SessionLink, failure: LiveFailure) {
    this.#session = session;
    this.#link = link;
    this.#failure = failure;
  }

  get task(): string {
    return this.#session.task;
  }

  get greeting(): readonly object[] {
    return this.#session.greeting;
  }

  receive(text: string): boolean {
    const failure = this.#failure;
    const frame = failure && parseJsonObject(text);
    if (failure === undefined || frame === undefined || !TRIGGERS[failure.at].test(String(frame.type)))
      return this.#session.receive(text);
    this.#failure = undefined;
    void this.#link.send(failure.frames(frame));
    if (failure.closeCode !== undefined) this.#link.end(failure.closeCode);
    return failure.passes ? this.#session.receive(text) : true;
  }

  errorFrame(failure: SessionFailure): object {
    return this.#session.errorFrame(failure);
  }

  async settled(): Promise<void> {
    await this.#session.settled();
  }
}
