/** Version of the shape of everything that `--json` prints; it grows when a field changes its meaning or goes. */
const VERSION = 1;

/** One JSON object on one line, for programs. */
export function jsonDocument(value: object): string {
  return `${JSON.stringify({ version: VERSION, ...value })}\n`;
}
