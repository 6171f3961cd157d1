/** A text as one word of sh, bash, zsh or fish. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The first clause of a description: what there is room for beside a name. */
export function brief(description: string): string {
  return description.replace(/[:;(].*$|\.$/s, "").trim();
}
