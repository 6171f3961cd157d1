/** Whether the name of a file promises samples without a header. */
export function isRawPath(path: string): boolean {
  return /\.(raw|pcm)$/i.test(path);
}
