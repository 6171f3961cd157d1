import type { RequestBody } from "./http-transport.ts";

/** A JSON body. */
export function jsonBody(value: unknown): RequestBody {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return {
    contentType: "application/json",
    contentLength: bytes.length,
    replayable: true,
    async *stream() {
      yield bytes;
    },
  };
}
