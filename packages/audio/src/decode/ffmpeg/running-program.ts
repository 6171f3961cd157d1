import type { Readable, Writable } from "node:stream";
import type { ByteReader } from "../../input/byte-reader.ts";

/** A program that reads audio, and writes what it makes of it. */
export interface RunningProgram {
  /** What it writes. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Its exit code when it has ended; `null` where it was killed. */
  readonly ended: Promise<number | null>;
  /** The last of what it said. */
  messages(): string;
  /** What came of its input, if that failed. */
  inputFailure(): { readonly error: unknown } | undefined;
  /** Ends it at once, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface ProgramInput {
  /** What it is given to read; nothing by default. It is not let go of here. */
  readonly input?: ByteReader | undefined;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

const MESSAGE_CHARACTERS = 4096;
const WRITE_BYTES = 64 * 1024;

/**
 * Starts a program, not through a shell.
 *
 * @throws what the system says where it cannot be started.
 */
export async function startProgram(
  program: string,
  args: readonly string[],
  { input, signal }: ProgramInput = {},
): Promise<RunningProgram> {
  const { spawn } = await import("node:child_process");
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  // It may end before it has read everything, or be killed: that comes out as its exit code.
  child.stdin.on("error", () => {});
  child.stdout.on("error", () => {});
  child.stderr.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.on("error", () => {});
  let messages = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    messages = (messages + text).slice(-MESSAGE_CHARACTERS);
  });
  const stop = () => {
    child.kill("SIGKILL");
    // Otherwise it would not be over before somebody has read the rest, nor while a program that it has started lives on.
    child.stdout.destroy();
    child.stderr.destroy();
    child.stdin.destroy();
  };
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  void ended.then(() => signal?.removeEventListener("abort", stop));

  let failure: { readonly error: unknown } | undefined;
  if (input === undefined) child.stdin.end();
  else {
    feed(input, child.stdin).catch((error: unknown) => {
      failure = { error };
      stop();
    });
  }
  return {
    output: untilDestroyed(child.stdout),
    ended,
    messages: () => messages,
    inputFailure: () => failure,
    async kill() {
      stop();
      await ended;
    },
  };
}

/** What comes until the end, or until the program is killed: why it was, is told elsewhere. */
async function* untilDestroyed(output: Readable): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* output;
  } catch (error) {
    if (!output.destroyed) throw error;
  }
}

/** Writes as fast as it is read. */
async function feed(input: ByteReader, stdin: Writable): Promise<void> {
  while (!stdin.destroyed) {
    const bytes = await input.readSome(WRITE_BYTES);
    if (bytes.length === 0) break;
    if (stdin.destroyed || stdin.write(bytes)) continue;
    await new Promise<void>((resolve) => {
      const go = () => {
        stdin.off("drain", go).off("close", go);
        resolve();
      };
      stdin.on("drain", go).on("close", go);
    });
  }
  stdin.end();
}
