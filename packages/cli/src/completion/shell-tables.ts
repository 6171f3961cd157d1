import type { CompletedCommand, ValueKind } from "./command-tree.ts";
import { quoted } from "./shell-words.ts";

/** One branch of a `case`, as bash and zsh read it. */
function branch(patterns: readonly string[], body: string): string {
  return `    ${patterns.map(quoted).join("|")}) ${body} ;;\n`;
}

/** A branch that takes one word further down to the command that it names. (zsh has its own use for a variable `path`.) */
export function pathBranches(commands: readonly CompletedCommand[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path.includes(" "));
  return branch(paths, 'place="$place $word"');
}

/** Branches for the flags that take the next word for their value, by path and flag; `body` says what to do for each kind of it. */
export function valueBranches(
  commands: readonly CompletedCommand[],
  body: (value: ValueKind) => string,
): string {
  const groups = new Map<string, string[]>();
  for (const { path, flags } of commands) {
    for (const { names, value } of flags) {
      if (value === undefined) continue;
      const patterns = names.map((name) => `${path} ${name}`);
      groups.set(body(value), [...(groups.get(body(value)) ?? []), ...patterns]);
    }
  }
  return [...groups].map(([text, patterns]) => branch(patterns, text)).join("");
}

/** A branch for each command. */
export function commandBranches(
  commands: readonly CompletedCommand[],
  body: (command: CompletedCommand) => string,
): string {
  return commands.map((command) => branch([command.path], body(command))).join("");
}
