import { EventEmitter } from "node:events";
import type { Recognition, RecognitionEngine } from "../engines/recognition-engine.ts";

/** An engine that listens until it is stopped; emits `accept` and `disposed`. For tests. */
export class HeldEngine extends EventEmitter implements RecognitionEngine {
  readonly name = "held";
  readonly languages: readonly string[] = ["en"];
  #disposal: Promise<void> = Promise.resolve();

  /** Makes the disposal of recognitions wait until the function is called that this returns. */
  holdDisposal(): () => void {
    let release = (): void => {};
    this.#disposal = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  async open({ signal }: { signal?: AbortSignal }): Promise<Recognition> {
    const untilStopped = () => {
      this.emit("accept");
      return new Promise<never>((_, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason)),
      );
    };
    return {
      accept: untilStopped,
      finish: untilStopped,
      [Symbol.asyncDispose]: async () => {
        await this.#disposal;
        this.emit("disposed");
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
