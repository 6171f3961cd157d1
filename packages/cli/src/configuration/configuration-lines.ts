/** The value of each name in lines of `NAME=value`; blank lines and those that begin with `#` say nothing. The last one counts. */
export interface ParsedConfiguration {
  readonly values: ReadonlyMap<string, string>;
  /** Numbers of the lines, from 1, that are none of these. */
  readonly badLines: readonly number[];
}

const SETTING = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/;

/** Reads the text of a configuration file. It may be written for a shell, with `export` and quotes. */
export function parseConfiguration(text: string): ParsedConfiguration {
  const values = new Map<string, string>();
  const badLines: number[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, value = ""] = SETTING.exec(line) ?? [];
    if (name === undefined) badLines.push(index + 1);
    else values.set(name, value.replace(/^(["'])(.*)\1$/, "$2"));
  }
  return { values, badLines };
}

/** The same text with one value set, or without it when that is undefined. Everything else stays as it is. */
export function withSetting(text: string, name: string, value: string | undefined): string {
  const lines = text.split(/\r?\n/).filter((line) => SETTING.exec(line)?.[1] !== name);
  while (lines.at(-1) === "") lines.pop();
  if (value !== undefined) lines.push(`${name}=${value}`);
  return lines.map((line) => `${line}\n`).join("");
}
