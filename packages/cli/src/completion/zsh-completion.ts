import type { CompletedCommand, ValueKind } from "./command-tree.ts";
import { commandBranches, pathBranches, valueBranches } from "./shell-tables.ts";
import { brief, quoted } from "./shell-words.ts";

/** A script for zsh, to be sourced or put into a folder of `$fpath` as `_kotoba`. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef kotoba
# Completion of kotoba for zsh. To use it: source <(kotoba completion zsh), after compinit

_kotoba() {
  local place=kotoba word before='' previous="\${words[CURRENT-1]}"
  local -a flags commands choices
  local files=''
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$place $before" in
${valueBranches(commands, () => "before=; continue")}    esac
    before="$word"
    case "$place $word" in
${pathBranches(commands)}    esac
  done
  # --flag=value
  if [[ $PREFIX == --*=* ]]; then
    previous="\${PREFIX%%=*}"
    compset -P '*='
  fi

  case "$place $previous" in
${valueBranches(commands, (value) => `${reply(value)}; return`)}  esac

  case "$place" in
${commandBranches(commands, ({ flags, children, operand }) =>
  [
    `flags=(${flags.flatMap(({ names, description }) => names.map((name) => described(name, description))).join(" ")})`,
    `commands=(${children.map(({ name, description }) => described(name, description)).join(" ")})`,
    `choices=(${operand?.kind === "choices" ? operand.choices.map(quoted).join(" ") : ""})`,
    `files=${operand?.kind === "file" ? "yes" : ""}`,
  ].join("; "),
)}  esac
  if [[ $PREFIX == -* ]]; then _describe flag flags; return; fi
  (( $#commands )) && _describe command commands
  (( $#choices )) && compadd -a choices
  [[ -n $files ]] && _files
}

if [[ "\${funcstack[1]}" == _kotoba ]]; then _kotoba "$@"; else compdef _kotoba kotoba; fi
`;
}

function reply(value: ValueKind): string {
  if (value.kind === "file") return "_files";
  if (value.kind === "other") return ":";
  return `compadd -- ${value.choices.map(quoted).join(" ")}`;
}

/** A name and what it is, as \`_describe\` takes them. */
function described(name: string, description: string): string {
  return quoted(`${name.replaceAll(":", "\\:")}:${brief(description)}`);
}
