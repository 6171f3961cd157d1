import { AudioFormatError } from "@kotoba/core";
import { joinBytes } from "../join-bytes.ts";
import { systemCode } from "../system-code.ts";
import { SNIFF_BYTES } from "./media-type.ts";
import type { OpenedInput } from "./opened-input.ts";
import { openStream } from "./stream-source.ts";

const READ_BYTES = 512 * 1024;

/** A file by its path. What is no regular file (a named pipe, a device) is a stream. */
export async function openFile(path: string, signal: AbortSignal | undefined): Promise<OpenedInput> {
  if (path === "") throw notAFile("an empty path");
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1]?.toLowerCase();
  if (scheme === "file") throw notAFile("a path that is a file: URL: pass it as new URL(…)");
  if (scheme !== undefined) throw notAFile(`a ${scheme}: URL: download it first`);

  const { stat } = await import("node:fs/promises");
  const status = await stat(path).catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  if (status.isDirectory()) throw new AudioFormatError(`${path} is a directory`, { code: "is_directory" });
  if (!status.isFile())
    return { ...(await openStream(readFile(path, undefined), { signal })), fileName: path };
  return {
    fileName: path,
    start: await readStart(path),
    sizeBytes: status.size,
    repeatable: true,
    path,
    readEnd: (count) => readEnd(path, Math.max(0, status.size - count)),
    stream: () => readFile(path, status.size),
    dispose: async () => {},
  };
}

/** A file by its `file:` URL. */
export async function openFileUrl(url: URL, signal: AbortSignal | undefined): Promise<OpenedInput> {
  if (url.protocol !== "file:") throw notAFile(`a ${url.protocol} URL: download it first`);
  const { fileURLToPath } = await import("node:url");
  let path: string;
  try {
    path = fileURLToPath(url);
  } catch (cause) {
    throw notAFile(`the URL ${url.href}, which is no path on this machine`, cause);
  }
  return await openFile(path, signal);
}

async function readStart(path: string): Promise<Uint8Array> {
  const chunks = readFile(path, undefined, SNIFF_BYTES);
  const { value } = await chunks.next();
  await chunks.return();
  return value ?? new Uint8Array(0);
}

async function readEnd(path: string, from: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readFile(path, undefined, READ_BYTES, from)) chunks.push(chunk);
  return joinBytes(chunks);
}

/** Reads to the end, or where a size is given exactly so far, for that may have been announced. */
async function* readFile(
  path: string,
  sizeBytes: number | undefined,
  readBytes: number = READ_BYTES,
  from?: number,
): AsyncGenerator<Uint8Array, void, void> {
  const { open } = await import("node:fs/promises");
  const file = await open(path).catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  try {
    let total = 0;
    for (;;) {
      // A new buffer each time: the one before may still be on its way out. Not filled with zeros: what is not read is not given.
      const buffer = new Uint8Array(Buffer.allocUnsafeSlow(readBytes).buffer);
      const { bytesRead } = await file
        .read(buffer, 0, readBytes, from === undefined ? null : from + total)
        .catch((cause: unknown) => {
          throw fileError(path, cause);
        });
      total += bytesRead;
      if (sizeBytes !== undefined && (total > sizeBytes || (bytesRead === 0 && total < sizeBytes))) {
        throw new AudioFormatError(
          `${path} changed while it was read: it had ${sizeBytes} bytes, and now has ${bytesRead === 0 ? total : "more"}`,
          { code: "file_changed" },
        );
      }
      if (bytesRead === 0) return;
      yield bytesRead === readBytes ? buffer : buffer.slice(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function fileError(path: string, cause: unknown): AudioFormatError {
  const code = systemCode(cause) ?? "unknown error";
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new AudioFormatError(`there is no file ${path}`, { code: "file_not_found", cause });
  }
  return new AudioFormatError(`${path} cannot be read: ${code}`, { code: "file_unreadable", cause });
}

function notAFile(what: string, cause?: unknown): AudioFormatError {
  return new AudioFormatError(
    `audio must be a path, a file: URL, bytes, a Blob or a stream of bytes, not ${what}`,
    {
      code: "not_audio_input",
      cause,
    },
  );
}
