import type { CompletedCommand, ValueKind } from "./command-tree.ts";
import { commandBranches, pathBranches, valueBranches } from "./shell-tables.ts";
import { quoted } from "./shell-words.ts";

/** A script for bash, from 3.2 on: no other package is needed. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completion of kotoba for bash. To use it: source <(kotoba completion bash)

_kotoba() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local place=kotoba word before='' index
  # bash takes --flag=value for three words.
  if [[ $current == = ]]; then current=''
  elif [[ $previous == = ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$place $before" in
${valueBranches(commands, () => "before=; continue")}    esac
    before="$word"
    case "$place $word" in
${pathBranches(commands)}    esac
  done

  COMPREPLY=()
  case "$place $previous" in
${valueBranches(commands, (value) => `${reply(value)}; return`)}  esac

  local flags words='' files=''
  case "$place" in
${commandBranches(commands, ({ flags, children, operand }) =>
  [
    `flags=${quoted(flags.flatMap(({ names }) => names).join(" "))}`,
    `words=${quoted([...children.map(({ name }) => name), ...choicesOf(operand)].join(" "))}`,
    `files=${operand?.kind === "file" ? "yes" : ""}`,
  ].join("; "),
)}  esac
  if [[ $current == -* ]]; then words="$flags"; files=''; fi
  if [[ $files ]]; then ${FILES}
  else COMPREPLY=($(compgen -W "$words" -- "$current")); fi
}

complete -F _kotoba kotoba
`;
}

const FILES = "compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$current\"))";

function reply(value: ValueKind): string {
  if (value.kind === "file") return FILES;
  if (value.kind === "other") return ":";
  return `COMPREPLY=($(compgen -W ${quoted(value.choices.join(" "))} -- "$current"))`;
}

function choicesOf(value: ValueKind | undefined): readonly string[] {
  return value?.kind === "choices" ? value.choices : [];
}
