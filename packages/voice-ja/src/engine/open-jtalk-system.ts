import { type WasmImports, type WasmMemory, webAssembly } from "./web-assembly.ts";

/** Status codes of WASI (preview 1). */
const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const NO_ENTRY = 44;

/** The one folder that is open from the beginning: `/`. */
const ROOT = 3;
const DIRECTORY_TYPE = 3;
const FILE_TYPE = 4;
const ALL_RIGHTS = 0xffff_ffff_ffff_ffffn;

/** Where a seek counts from. */
const FROM_CURRENT = 1;
const FROM_END = 2;

/** How much of what the program complains about is kept. */
const MAX_COMPLAINT_LENGTH = 500;

interface OpenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What is read next. */
  at: number;
}

/** The system that Open JTalk runs on, as much of WASI as it uses: files to be read, from memory, and a place for complaints. */
export class OpenJtalkSystem {
  #files: ReadonlyMap<string, Uint8Array>;
  readonly #open = new Map<number, OpenFile>();
  readonly #addresses = new Map<string, number>();
  #nextDescriptor = ROOT + 1;
  #memory: WasmMemory = new webAssembly.Memory({ initial: 0 });
  #complaints = "";

  /** @param files - By their paths, without the leading slash. */
  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }

  /** Gives it the program's memory; to be called before the program is started. */
  attach(memory: WasmMemory): void {
    this.#memory = memory;
  }

  /** Where in the program's memory a file is, as it was last read to there. */
  addressOf(path: string): number {
    return this.#addresses.get(path) ?? 0;
  }

  /** Lets go of the files, once the program has read them. */
  removeFiles(): void {
    this.#files = new Map();
  }

  /** What the program has written to standard error, the latest of it, since it was last asked. */
  takeComplaints(): string {
    const complaints = this.#complaints.trim();
    this.#complaints = "";
    return complaints;
  }

  /** The functions that the program imports. */
  get imports(): WasmImports {
    return {
      environ_get: () => SUCCESS,
      environ_sizes_get: (count: number, size: number) => {
        this.#setWord(count, 0);
        this.#setWord(size, 0);
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
      fd_fdstat_set_flags: () => SUCCESS,
      path_open: (...parameters: (number | bigint)[]) => {
        const [, , pathAt = 0, pathLength = 0] = parameters.map(Number);
        const path = Buffer.from(this.#bytes(pathAt, pathLength)).toString();
        const bytes = this.#files.get(path);
        if (bytes === undefined) return NO_ENTRY;
        const descriptor = this.#nextDescriptor++;
        this.#open.set(descriptor, { path, bytes, at: 0 });
        this.#setWord(Number(parameters[8]), descriptor);
        return SUCCESS;
      },
      fd_filestat_get: (descriptor: number, stat: number) => {
        const file = this.#open.get(descriptor);
        if (file === undefined) return BAD_DESCRIPTOR;
        this.#bytes(stat, 64).fill(0);
        this.#bytes(stat + 16, 1)[0] = FILE_TYPE;
        this.#view.setBigUint64(stat + 32, BigInt(file.bytes.length), true);
        return SUCCESS;
      },
      fd_read: (descriptor: number, pieces: number, count: number, read: number) => {
        const file = this.#open.get(descriptor);
        if (file === undefined) return BAD_DESCRIPTOR;
        let total = 0;
        for (const [at, length] of this.#pieces(pieces, count)) {
          const part = file.bytes.subarray(file.at, file.at + length);
          this.#bytes(at, part.length).set(part);
          this.#addresses.set(file.path, at - file.at);
          file.at += part.length;
          total += part.length;
        }
        this.#setWord(read, total);
        return SUCCESS;
      },
      fd_seek: (descriptor: number, offset: bigint, origin: number, position: number) => {
        const file = this.#open.get(descriptor);
        if (file === undefined) return BAD_DESCRIPTOR;
        const base = origin === FROM_CURRENT ? file.at : origin === FROM_END ? file.bytes.length : 0;
        file.at = base + Number(offset);
        this.#view.setBigUint64(position, BigInt(file.at), true);
        return SUCCESS;
      },
      fd_close: (descriptor: number) => {
        this.#open.delete(descriptor);
        return SUCCESS;
      },
      fd_write: (_descriptor: number, pieces: number, count: number, written: number) => {
        let total = 0;
        for (const [at, length] of this.#pieces(pieces, count)) {
          const text = Buffer.from(this.#bytes(at, length)).toString();
          this.#complaints = (this.#complaints + text).slice(-MAX_COMPLAINT_LENGTH);
          total += length;
        }
        this.#setWord(written, total);
        return SUCCESS;
      },
      proc_exit: (status: number) => {
        throw new Error(`Open JTalk ended itself with status ${status}. ${this.takeComplaints()}`.trim());
      },
    };
  }

  get #view(): DataView {
    return new DataView(this.#memory.buffer);
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  #setWord(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** The pieces of memory that a read or a write is about: where each is, and its length. */
  #pieces(list: number, count: number): [at: number, length: number][] {
    const view = this.#view;
    return Array.from({ length: count }, (_, index) => [
      view.getUint32(list + 8 * index, true),
      view.getUint32(list + 8 * index + 4, true),
    ]);
  }
}
