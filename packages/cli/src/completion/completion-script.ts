import type { Command } from "commander";
import { bashCompletion } from "./bash-completion.ts";
import { commandTree } from "./command-tree.ts";
import { fishCompletion } from "./fish-completion.ts";
import { zshCompletion } from "./zsh-completion.ts";

/** The shells that can complete the command. */
export type Shell = "bash" | "zsh" | "fish";

const WRITERS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** The script that has a shell complete the program, as it is now. */
export function completionScript(shell: Shell, program: Command): string {
  return WRITERS[shell](commandTree(program));
}
