import { AudioFormatError } from "@kotoba/core";
import { openBlob } from "./blob-source.ts";
import { openBytes } from "./bytes-source.ts";
import { openFile, openFileUrl } from "./file-source.ts";
import { mediaTypeOfName, nameForMediaType, sniffMediaType } from "./media-type.ts";
import type { OpenedInput } from "./opened-input.ts";
import { openStream, readWebStream } from "./stream-source.ts";

/**
 * Where audio can come from. A string is a path, a `URL` is a `file:` URL, bytes are a whole file, a `File` is a `Blob`
 * with a name, and a Node `Readable` is an `AsyncIterable`.
 */
export type AudioInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** What the caller knows better than the input. */
export interface AudioSourceOptions {
  /** Name of the file; of a path the last part is taken. Defaults to that of the input. */
  readonly fileName?: string | undefined;
  /** Media type, for example `audio/wav`. Defaults to what the input, its name or its first bytes tell. */
  readonly mediaType?: string | undefined;
  /** Ends the wait for a stream's first bytes: the stream is let go, and opening rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Audio that is there, is not empty, has a name, and can be read in chunks. Dispose of it to let go of the input. */
export interface AudioSource extends AsyncDisposable {
  /** A base name, never empty. */
  readonly fileName: string;
  /** Never empty: `application/octet-stream` where nothing tells more. */
  readonly mediaType: string;
  /** Exact length in bytes; `undefined` for streams. */
  readonly sizeBytes: number | undefined;
  /** Whether {@link stream} can be called again, to start over. */
  readonly repeatable: boolean;
  /** Where it lies, if it is a regular file. */
  readonly path?: string | undefined;
  /** The last bytes, `count` or as many as there are, without reading the others. Not there for streams. */
  readEnd?(count: number): Promise<Uint8Array>;
  /**
   * The bytes, in chunks, none of them empty. What iteration holds open is closed when it ends, fails or stops early.
   *
   * Throws an AudioFormatError: `already_read` for the second call on what is not repeatable, and while reading
   * `file_changed` for a file that has grown or shrunk, `file_unreadable`, or `not_audio_input` for a stream of something
   * other than bytes.
   */
  stream(): AsyncIterable<Uint8Array>;
}

/**
 * Opens an input, so far that its mistakes come out before anything is sent: files are looked at, and of a stream the first
 * bytes are read (and given out again by {@link AudioSource.stream}).
 *
 * @throws AudioFormatError with one of these codes: `file_not_found`, `is_directory`, `file_unreadable`, `empty_audio`,
 *   `not_audio_input` (a value of the wrong kind, which the message describes). What a stream throws comes out unchanged.
 */
export async function openAudioSource(
  input: AudioInput,
  options: AudioSourceOptions = {},
): Promise<AudioSource> {
  const opened = await openInput(input, options.signal);
  if (opened.start.length === 0) {
    const name = opened.fileName === undefined ? "" : ` (${opened.fileName})`;
    throw new AudioFormatError(`the audio is empty${name}: 0 bytes`, { code: "empty_audio", byteOffset: 0 });
  }
  const givenName = baseName(options.fileName ?? "") || baseName(opened.fileName ?? "");
  const mediaType =
    options.mediaType ??
    opened.mediaType ??
    mediaTypeOfName(givenName) ??
    sniffMediaType(opened.start) ??
    "application/octet-stream";
  return {
    fileName: givenName || nameForMediaType(mediaType),
    mediaType,
    sizeBytes: opened.sizeBytes,
    repeatable: opened.repeatable,
    path: opened.path,
    ...(opened.readEnd === undefined ? {} : { readEnd: opened.readEnd }),
    stream: () => opened.stream(),
    [Symbol.asyncDispose]: () => opened.dispose(),
  };
}

/** Whether an input has been opened already. */
export function isAudioSource(input: AudioInput | AudioSource): input is AudioSource {
  // Callers may have no types.
  const value: unknown = input;
  return typeof value === "object" && value !== null && "sizeBytes" in value && "repeatable" in value;
}

/** The declared type is not trusted: callers may have none. */
async function openInput(input: unknown, signal: AbortSignal | undefined): Promise<OpenedInput> {
  if (typeof input === "string") return await openFile(input, signal);
  if (input instanceof URL) return await openFileUrl(input, signal);
  if (input instanceof Uint8Array) return openBytes(input);
  if (input instanceof ArrayBuffer) return openBytes(new Uint8Array(input));
  if (input instanceof Blob) return await openBlob(input);
  // Before AsyncIterable: some runtimes have web streams that are not.
  if (isReadableStream(input)) return await openStream(readWebStream(input), { signal });
  if (isAsyncIterable(input))
    return await openStream(input[Symbol.asyncIterator](), { signal, destroy: destroyerOf(input) });
  throw new AudioFormatError(
    `audio must be a path, a file: URL, bytes, a Blob or a stream of bytes, not ${describe(input)}`,
    { code: "not_audio_input" },
  );
}

function isReadableStream(value: unknown): value is ReadableStream<unknown> {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "getReader") === "function";
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof Reflect.get(value, Symbol.asyncIterator) === "function"
  );
}

/** How a Node stream is ended, also while it waits. */
function destroyerOf(input: object): (() => void) | undefined {
  const destroy: unknown = Reflect.get(input, "destroy");
  return typeof destroy === "function" ? () => Reflect.apply(destroy, input, []) : undefined;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} (make a file of samples with encodeWav)`;
  if (value instanceof Promise) return "a Promise (await it first)";
  return `an object of class ${value.constructor?.name ?? "null"}`;
}

/** What follows the last slash of either kind. */
function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
