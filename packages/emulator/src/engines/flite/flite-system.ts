import { type WasmImports, type WasmMemory, webAssembly } from "./web-assembly.ts";

/** Status codes of WASI (preview 1). */
const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const NO_ENTRY = 44;

const STANDARD_ERROR = 2;
/** The one folder there is. */
const ROOT = 3;
/** The one file there is. */
const OUTPUT = 4;

const DIRECTORY_TYPE = 3;
const FILE_TYPE = 4;
const ALL_RIGHTS = 0xffff_ffff_ffff_ffffn;

/** What flite ends itself with, when something is wrong. */
class FliteExit extends Error {
  constructor(status: number) {
    super(`flite ended with status ${status}.`);
  }
}

/**
 * The system that flite runs on, as much of WASI as it uses: arguments, and one file that it may write to, by whichever name. There is
 * nothing to read. To be used for one run.
 */
export class FliteSystem {
  readonly #arguments: readonly Buffer[];
  readonly #written: Buffer[] = [];
  readonly #complaints: Buffer[] = [];
  #memory: WasmMemory = new webAssembly.Memory({ initial: 0 });

  /** No argument may hold a NUL, which would end it. */
  constructor(programArguments: readonly string[]) {
    this.#arguments = programArguments.map((argument) => Buffer.from(`${argument}\0`));
  }

  /** Gives it the program's memory; to be called before the program is started. */
  attach(memory: WasmMemory): void {
    this.#memory = memory;
  }

  /** What was written to the file. */
  get output(): Buffer {
    return Buffer.concat(this.#written);
  }

  /** What was written to standard error. */
  get complaints(): string {
    return Buffer.concat(this.#complaints).toString().trim();
  }

  /** The functions that flite imports. */
  get imports(): WasmImports {
    const unsupported = (): number => BAD_DESCRIPTOR;
    return {
      args_sizes_get: (count: number, size: number) => {
        this.#setWord(count, this.#arguments.length);
        this.#setWord(size, Buffer.concat(this.#arguments).length);
        return SUCCESS;
      },
      args_get: (pointers: number, bytes: number) => {
        let at = bytes;
        for (const [index, argument] of this.#arguments.entries()) {
          this.#setWord(pointers + 4 * index, at);
          this.#bytes(at, argument.length).set(argument);
          at += argument.length;
        }
        return SUCCESS;
      },
      // What it measures with it is not shown to anyone.
      clock_time_get: (_clock: number, _precision: bigint, time: number) => {
        this.#view.setBigUint64(time, 0n, true);
        return SUCCESS;
      },
      fd_prestat_get: (descriptor: number, stat: number) => {
        if (descriptor !== ROOT) return BAD_DESCRIPTOR;
        this.#setWord(stat, 0);
        this.#setWord(stat + 4, 1);
        return SUCCESS;
      },
      fd_prestat_dir_name: (_descriptor: number, name: number) => {
        this.#bytes(name, 1).set(Buffer.from("/"));
        return SUCCESS;
      },
      fd_fdstat_get: (descriptor: number, stat: number) => {
        this.#bytes(stat, 24).fill(0);
        this.#bytes(stat, 1)[0] = descriptor === ROOT ? DIRECTORY_TYPE : FILE_TYPE;
        this.#view.setBigUint64(stat + 8, ALL_RIGHTS, true);
        this.#view.setBigUint64(stat + 16, ALL_RIGHTS, true);
        return SUCCESS;
      },
      path_open: (...parameters: (number | bigint)[]) => {
        const [, , , , openFlags, , , , descriptor] = parameters.map(Number);
        if (openFlags === 0 || descriptor === undefined) return NO_ENTRY;
        this.#setWord(descriptor, OUTPUT);
        return SUCCESS;
      },
      fd_write: (descriptor: number, pieces: number, count: number, written: number) => {
        const target = descriptor === STANDARD_ERROR ? this.#complaints : this.#written;
        let total = 0;
        for (let at = pieces; at < pieces + 8 * count; at += 8) {
          const length = this.#view.getUint32(at + 4, true);
          target.push(Buffer.from(this.#bytes(this.#view.getUint32(at, true), length)));
          total += length;
        }
        this.#setWord(written, total);
        return SUCCESS;
      },
      fd_close: () => SUCCESS,
      fd_read: unsupported,
      fd_seek: unsupported,
      fd_fdstat_set_flags: unsupported,
      proc_exit: (status: number) => {
        throw new FliteExit(status);
      },
    };
  }

  /** Made anew each time: a memory that grows changes its buffer. */
  get #view(): DataView {
    return new DataView(this.#memory.buffer);
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  #setWord(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }
}
