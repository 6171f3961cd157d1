/** Bytes of a file as text that is fit for a message, in quotes: what is not printable ASCII is a question mark. */
export function quoteBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "?"));
  return JSON.stringify(text.join(""));
}
