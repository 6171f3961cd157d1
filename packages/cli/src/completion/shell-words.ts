/** A text as one word of sh, bash, zsh or fish. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A description as it stands beside a name: on one line, which shells cut where they must. */
export function brief(description: string): string {
  return description.replace(/\s+/g, " ").replace(/\.$/, "");
}
