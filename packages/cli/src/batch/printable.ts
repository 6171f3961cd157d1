/** A file's name, or a message with one, on one line: neither may steer a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
