import { ConfigurationError } from "../errors/configuration-error.ts";
import type { RequestBody } from "./http-transport.ts";

/** The file of a multipart upload. */
export interface UploadFile {
  /** Name with its extension, as the service will see it. */
  readonly fileName: string;
  /** Media type, for example `audio/wav`. */
  readonly mediaType: string;
  /** Exact size in bytes; undefined when it is not known before the end. */
  readonly sizeBytes: number | undefined;
  /** Whether {@link UploadFile.stream} may be called more than once. */
  readonly repeatable: boolean;
  /** Its bytes, read no faster than they are sent. */
  stream(): AsyncIterable<Uint8Array>;
}

/** Who is told how an upload goes. */
export interface UploadWatch {
  /** How many bytes of the file have been handed to the connection, after each piece. */
  readonly onFileBytes?: ((sentBytes: number) => void) | undefined;
  /** That all of it has. */
  readonly onFileEnd?: (() => void) | undefined;
}

/**
 * A `multipart/form-data` body that streams its file, with a known length when the file's is known. The plain fields come first,
 * so that a server which reads as it goes knows them when the file starts.
 *
 * @param fields - Name and value, in order; a name may come more than once.
 * @throws {ConfigurationError} when the media type is none.
 */
export function multipartUpload(
  fields: readonly (readonly [name: string, value: string])[],
  file: UploadFile,
  { onFileBytes, onFileEnd }: UploadWatch = {},
): RequestBody {
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[\x20-\x7e]*)?$/.test(file.mediaType)) {
    throw new ConfigurationError(
      `The mediaType ${JSON.stringify(file.mediaType)} is not of the form type/subtype.`,
    );
  }
  const boundary = `kotoba-${crypto.randomUUID()}`;
  const encoder = new TextEncoder();
  const fieldParts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  );
  const head = encoder.encode(
    `${fieldParts.join("")}--${boundary}\r\n` +
      `Content-Disposition: form-data; name="file"; filename="${quoted(file.fileName)}"\r\n` +
      `Content-Type: ${file.mediaType}\r\n\r\n`,
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: file.sizeBytes === undefined ? undefined : head.length + file.sizeBytes + tail.length,
    replayable: file.repeatable,
    async *stream() {
      let sentBytes = 0;
      yield head;
      for await (const piece of file.stream()) {
        yield piece;
        sentBytes += piece.length;
        onFileBytes?.(sentBytes);
      }
      onFileEnd?.();
      yield tail;
    },
  };
}

/** A parameter value as the HTML standard writes it into a form: UTF-8, three characters escaped. */
function quoted(value: string): string {
  return value.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
