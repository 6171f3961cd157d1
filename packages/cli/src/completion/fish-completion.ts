import type { CompletedCommand, ValueKind } from "./command-tree.ts";
import { brief } from "./shell-words.ts";

/** A script for fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completion of kotoba for fish. To use it: kotoba completion fish | source

function __kotoba_at --description 'Whether the words so far name this command'
  set -l path kotoba
  set -l before ''
  for word in (commandline -opc)[2..]
    if contains -- "$path $before" ${takingValues(commands).map(fishQuoted).join(" ")}
      set before ''
      continue
    end
    set before $word
    if contains -- "$path $word" ${commands.map(({ path }) => fishQuoted(path)).join(" ")}
      set path "$path $word"
    end
  end
  test "$path" = "$argv[1]"
end

complete -c kotoba -f
${commands.flatMap(linesFor).join("\n")}
`;
}

function takingValues(commands: readonly CompletedCommand[]): readonly string[] {
  return commands.flatMap(({ path, flags }) =>
    flags
      .filter(({ value }) => value !== undefined)
      .flatMap(({ names }) => names.map((name) => `${path} ${name}`)),
  );
}

function linesFor({ path, flags, children, operand }: CompletedCommand): readonly string[] {
  const start = `complete -c kotoba -n ${fishQuoted(`__kotoba_at ${fishQuoted(path)}`)}`;
  return [
    ...children.map(({ name, description }) => `${start} -a ${name} -d ${fishQuoted(brief(description))}`),
    ...(operand === undefined || operand.kind === "other" ? [] : [`${start}${valueFlags(operand)}`]),
    ...flags.map(({ names, description, value }) => {
      const named = names.map((name) =>
        name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
      );
      const given = value === undefined ? "" : value.kind === "file" ? " -rF" : ` -x${valueFlags(value)}`;
      return `${start} ${named.join(" ")}${given} -d ${fishQuoted(brief(description))}`;
    }),
  ];
}

function valueFlags(value: ValueKind): string {
  if (value.kind === "file") return " -F";
  return value.kind === "choices" ? ` -a ${fishQuoted(value.choices.join(" "))}` : "";
}

/** fish knows two escapes between single quotes. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
