import type { Command } from "commander";

/**
 * Commander's complaint of a flag that is not known, with those that begin so for its guess, which goes by the number of letters that differ:
 * `--lang` is `--language`, and not `--kana`. Any other text as it is.
 */
export function suggestFlag(complaint: string, command: Command): string {
  const [, given, flag] = /^error: unknown option '((--\w[\w-]*)[^']*)'/.exec(complaint) ?? [];
  if (flag === undefined) return complaint;
  const longer = flagsOf(command).filter((name) => name.startsWith(flag));
  if (longer.length === 0) return complaint;
  const guess = longer.length === 1 ? longer[0] : `one of ${longer.join(", ")}`;
  return `error: unknown option '${given}'\n(Did you mean ${guess}?)\n`;
}

/** Those of the command, and of the commands above it. */
function flagsOf(command: Command): readonly string[] {
  const own = command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => long ?? []);
  return command.parent === null ? own : [...own, ...flagsOf(command.parent)];
}
