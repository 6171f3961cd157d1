import { ProtocolError } from "../errors/protocol-error.ts";

/** More than any answer of the services; a body beyond it is a fault, not a transcript. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Reads a whole body as text, up to 64 MiB. */
export async function readBodyText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new ProtocolError(`The answer is longer than ${MAX_BODY_BYTES} bytes.`, {
        code: "body_too_large",
      });
    }
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

/** A parsed body, or undefined when it is no JSON. */
export function parseJson(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
