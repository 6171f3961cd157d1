import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { Socket } from "node:net";
import type {
  SherpaAnswer,
  SherpaCall,
  SherpaReply,
  SherpaRequest,
  SherpaSettings,
} from "./sherpa-messages.ts";

/** So much of what the process says of its failure is told. */
const STDERR_TAIL = 500;
/** How long one answer may take, the loading of a large model included. */
const TIMEOUT_MS = 120_000;

interface PendingCall {
  readonly resolve: (answer: SherpaAnswer) => void;
  readonly reject: (reason: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * A child process with a model, started by the first call, and anew by the first one after it has ended: an incompatible model takes the
 * process with it. It keeps this process alive only while it is asked something.
 */
export class SherpaProcess implements AsyncDisposable {
  readonly #folder: string;
  readonly #settings: SherpaSettings;
  readonly #pending = new Map<number, PendingCall>();
  #child: ChildProcess | undefined;
  #calls = 0;
  #closed: Error | undefined;

  /** `folder` is the model's, for messages. */
  constructor(folder: string, settings: SherpaSettings) {
    this.#folder = folder;
    this.#settings = settings;
  }

  /** @throws an Error that names the folder when the process fails, ends, or takes too long; it then holds the end of its standard error. */
  async call(request: SherpaRequest): Promise<Exclude<SherpaAnswer, { failure: string }>> {
    if (this.#closed !== undefined) throw this.#closed;
    this.#child ??= this.#start();
    const answer = await this.#ask(this.#child, request);
    if ("failure" in answer) throw this.#error(`failed: ${answer.failure}`);
    return answer;
  }

  /** Says something that needs no answer to the process, if there is one. */
  tell(request: SherpaRequest): void {
    if (this.#child !== undefined) this.#ask(this.#child, request).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= new Error("The sherpa-onnx engine is closed.");
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    this.#end(child, this.#closed);
    this.#hold(child);
    await ended;
  }

  #ask(child: ChildProcess, request: SherpaRequest): Promise<SherpaAnswer> {
    return new Promise((resolve, reject) => {
      const call: SherpaCall = { call: ++this.#calls, request };
      const timer = setTimeout(
        () => this.#end(child, this.#error(`took longer than ${TIMEOUT_MS / 1000} s, and was stopped.`)),
        TIMEOUT_MS,
      );
      this.#pending.set(call.call, { resolve, reject, timer });
      this.#hold(child);
      child.send(call, (error) => {
        // A process that has ended says why when it is closed.
        if (error !== null && child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      });
    });
  }

  #start(): ChildProcess {
    const file = createRequire(import.meta.url).resolve("#sherpa-child");
    const child = fork(file, [], {
      // Flags of the process, such as --input-type, are not for this file.
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-STDERR_TAIL);
    });
    child.on("message", ({ call, answer }: SherpaReply) => {
      const pending = this.#pending.get(call);
      this.#pending.delete(call);
      clearTimeout(pending?.timer);
      if (this.#pending.size === 0) this.#release(child);
      pending?.resolve(answer);
    });
    child.on("error", (cause) => this.#end(child, this.#error(`could not be run: ${cause.message}`)));
    child.on("close", (code, signal) => {
      const how = code === null ? `was ended by ${signal}` : `ended with code ${code}`;
      const said = stderr.trim() === "" ? "." : `: ${stderr.trim()}`;
      this.#end(child, this.#error(`${how}${said}`));
    });
    child.send(this.#settings, () => {});
    return child;
  }

  /** Ends the process; what is pending rejects with the reason. The next call starts another. */
  #end(child: ChildProcess, reason: Error): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    child.kill("SIGKILL");
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    this.#pending.clear();
    this.#release(child);
  }

  #error(what: string): Error {
    return new Error(`The process of sherpa-onnx with the model in ${this.#folder} ${what}`);
  }

  #hold(child: ChildProcess): void {
    child.ref();
    child.channel?.ref();
    if (child.stderr instanceof Socket) child.stderr.ref();
  }

  #release(child: ChildProcess): void {
    child.unref();
    child.channel?.unref();
    if (child.stderr instanceof Socket) child.stderr.unref();
  }
}
