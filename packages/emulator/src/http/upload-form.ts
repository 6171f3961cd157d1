import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import type { UploadedFile } from "../traffic/traffic-record.ts";
import type { ExchangeTap } from "../traffic/traffic-tap.ts";
import { HttpFailure, validationFailure } from "./http-failure.ts";

/** A form as it was received, its file spooled to disk. */
export interface UploadForm extends AsyncDisposable {
  /** The last value of a plain field. */
  field(name: string): string | undefined;
  /** A field that says true or false; false when absent. */
  flag(name: string): boolean;
  /** Where the field `file` is, until the form is disposed of. */
  readonly filePath: string;
  /** SHA-256 of the file, in lower-case hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Receives a `multipart/form-data` request.
 *
 * @param folder - Where the file is kept meanwhile.
 * @throws {HttpFailure} 413 for a file over the limit, 422 for a form without a file or with an empty one, 400 for no form.
 */
export async function receiveUpload(
  request: IncomingMessage,
  folder: string,
  maxUploadBytes: number,
  tap: ExchangeTap,
): Promise<UploadForm> {
  const fields: FormField[] = [];
  const filePath = join(folder, crypto.randomUUID());
  const remove = () => rm(filePath, { force: true });
  try {
    const file = await spool(request, fields, filePath, maxUploadBytes);
    await tap.receivedUpload(
      { type: "multipart", fields, files: file === undefined ? [] : [file] },
      filePath,
    );
    if (file === undefined) throw validationFailure("file", "Field required", "missing");
    if (file.sizeBytes === 0) throw validationFailure("file", "The file is empty", "value_error");
    const field = (name: string) => fields.findLast((candidate) => candidate.name === name)?.value;
    return {
      field,
      flag: (name) => parseFlag(name, field(name)),
      filePath,
      sha256: file.sha256,
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

interface FormField {
  readonly name: string;
  readonly value: string;
}

/** Reads the form to its end. Gives its file, or undefined when it has none. */
async function spool(
  request: IncomingMessage,
  fields: FormField[],
  filePath: string,
  maxUploadBytes: number,
): Promise<UploadedFile | undefined> {
  const contentType = request.headers["content-type"];
  if (!contentType?.startsWith("multipart/form-data")) {
    throw new HttpFailure(400, { detail: "The request must be multipart/form-data." });
  }
  const form = new Busboy({
    headers: { ...request.headers, "content-type": contentType },
    limits: { fileSize: maxUploadBytes },
  });
  const stop = new AbortController();
  let saved: Promise<UploadedFile> | undefined;
  form.on("field", (name, value) => fields.push({ name, value }));
  form.on("file", (name, content, fileName, _encoding, contentType) => {
    content.on("error", (error) => stop.abort(unreadable(error)));
    if (name !== "file" || saved !== undefined) {
      content.resume();
      return;
    }
    content.once("limit", () => {
      stop.abort(new HttpFailure(413, { detail: `The file is larger than ${maxUploadBytes} bytes.` }));
    });
    stop.signal.addEventListener("abort", () => content.destroy(), { once: true });
    const file = createWriteStream(filePath);
    // Before the pipeline passes it on to the content, whose own errors are the client's.
    file.once("error", (error) => stop.abort(error));
    const hash = createHash("sha256");
    content.on("data", (piece: Buffer) => hash.update(piece));
    saved = pipeline(content, file).then(() => ({
      field: name,
      fileName,
      contentType,
      sizeBytes: file.bytesWritten,
      sha256: hash.digest("hex"),
    }));
    saved.catch(() => {});
  });
  request.once("error", (error) => stop.abort(error));
  request.pipe(form);
  try {
    await once(form, "finish", { signal: stop.signal });
  } catch (error) {
    request.unpipe(form);
    if (stop.signal.aborted) throw stop.signal.reason;
    throw unreadable(error);
  }
  return saved;
}

function unreadable(error: unknown): HttpFailure {
  return new HttpFailure(400, {
    detail: `The form cannot be read: ${error instanceof Error ? error.message : error}`,
  });
}

function parseFlag(name: string, value: string | undefined): boolean {
  switch (value?.toLowerCase()) {
    case undefined:
    case "false":
    case "0":
      return false;
    case "true":
    case "1":
      return true;
    default:
      throw validationFailure(name, "Input should be a valid boolean", "bool_parsing");
  }
}
