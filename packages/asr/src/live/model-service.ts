import type { Socket, SocketListener, SocketOpener } from "@kotoba/core";
import { ModelRecognizer, type ModelRecognizerOptions } from "./model-recognizer.ts";

/** Where a connection breaks: at a frame that comes in, or behind one that goes out. */
export type Cut =
  /** It does not come to be. */
  | { readonly at: "open" }
  /** When so many frames of the client's have come; the answers to them still arrive. */
  | { readonly at: "received"; readonly count: number }
  /** When so many frames have gone out, and nothing behind them. */
  | { readonly at: "sent"; readonly count: number }
  /** Right behind a turn's whole text, of so many. */
  | { readonly at: "completed"; readonly count: number }
  /** So many frames behind the commit. */
  | { readonly at: "commit"; readonly count: number };

/** How the service goes about its work. */
export interface ModelServiceOptions extends ModelRecognizerOptions {
  /** It hears a chunk when so many more have come. */
  readonly lagChunks: number;
  /** Of the connections in turn; those behind them last. */
  readonly cuts: readonly Cut[];
}

interface ClientFrame {
  readonly type: string;
  readonly event_id: string;
  readonly audio: string;
}

/** Connects to a service in memory, which recognises what it is sent, and whose connections break where they are to. */
export function modelService(options: ModelServiceOptions): SocketOpener {
  let connections = 0;
  return async () => {
    const cut = options.cuts[connections++];
    if (cut?.at === "open") throw new Error("connect ECONNREFUSED");
    return new ModelConnection(options, cut);
  };
}

class ModelConnection implements Socket {
  readonly #cut: Cut | undefined;
  readonly #lagChunks: number;
  readonly #recognizer: ModelRecognizer;
  readonly #chunks: ClientFrame[] = [];
  readonly #counts = { received: 0, sent: 0, completed: 0 };
  #sentAtCommit: number | undefined;
  #listener: SocketListener | undefined;
  #isOver = false;

  constructor(options: ModelServiceOptions, cut: Cut | undefined) {
    this.#cut = cut;
    this.#lagChunks = options.lagChunks;
    this.#recognizer = new ModelRecognizer(options);
  }

  listen(listener: SocketListener): void {
    this.#listener = listener;
    this.#tell([{ type: "transcription_session.created" }]);
  }

  send(text: string, onFlushed: () => void): void {
    if (this.#isOver) return;
    queueMicrotask(onFlushed);
    this.#counts.received++;
    this.#tell(this.#answer(JSON.parse(text)));
    if (this.#cut?.at === "received" && this.#counts.received >= this.#cut.count) this.#break();
  }

  ping(): void {
    this.#later((listener) => listener.onPong());
  }

  pause(): void {}

  resume(): void {}

  close(): void {
    this.#end(1000);
  }

  terminate(): void {
    this.#end(1006);
  }

  #answer(frame: ClientFrame): object[] {
    switch (frame.type) {
      case "transcription_session.update":
        return [{ type: "transcription_session.updated" }];
      case "input_audio_buffer.append":
        this.#chunks.push(frame);
        return this.#hearAllBut(this.#lagChunks);
      case "input_audio_buffer.commit": {
        this.#sentAtCommit = this.#counts.sent;
        return [...this.#hearAllBut(0), ...this.#recognizer.commit()];
      }
      default:
        throw new Error(`What is ${frame.type}?`);
    }
  }

  #hearAllBut(count: number): object[] {
    const frames: object[] = [];
    while (this.#chunks.length > count) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) frames.push(...this.#recognizer.hear(chunk.event_id, samplesOf(chunk)));
    }
    return frames;
  }

  #tell(frames: readonly object[]): void {
    for (const frame of frames) {
      if (this.#isOver) return;
      if (this.#breaksNow()) {
        this.#break();
        return;
      }
      this.#counts.sent++;
      if ("transcript" in frame) this.#counts.completed++;
      this.#later((listener) => listener.onText(JSON.stringify(frame)));
    }
    if (this.#breaksNow()) this.#break();
  }

  #breaksNow(): boolean {
    const { sent, completed } = this.#counts;
    switch (this.#cut?.at) {
      case "sent":
        return sent >= this.#cut.count;
      case "completed":
        return completed >= this.#cut.count;
      case "commit":
        return this.#sentAtCommit !== undefined && sent - this.#sentAtCommit >= this.#cut.count;
      default:
        return false;
    }
  }

  #break(): void {
    this.#end(1006);
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.#later((listener) => listener.onClose(code, ""));
    this.#isOver = true;
  }

  /** What a network brings comes later, and in order. */
  #later(tell: (listener: SocketListener) => void): void {
    if (this.#isOver) return;
    queueMicrotask(() => {
      if (this.#listener !== undefined) tell(this.#listener);
    });
  }
}

function samplesOf({ audio }: ClientFrame): Int16Array {
  const bytes = new Uint8Array(Buffer.from(audio, "base64"));
  return new Int16Array(bytes.buffer);
}
