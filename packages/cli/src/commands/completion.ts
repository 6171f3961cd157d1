import { Argument, Command } from "commander";
import type { Shell } from "../completion/completion-script.ts";

/** `kotoba completion` */
export function completionCommand(): Command {
  return new Command("completion")
    .description("Print a script that has a shell complete commands, flags and files.")
    .addArgument(new Argument("<shell>", "whose script").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      `
Examples:
  $ source <(kotoba completion bash)                                   in ~/.bashrc
  $ source <(kotoba completion zsh)                                    in ~/.zshrc, after compinit
  $ kotoba completion fish > ~/.config/fish/completions/kotoba.fish`,
    )
    .action(async (shell: Shell, _flags: unknown, command: Command) => {
      const { completionScript } = await import("../completion/completion-script.ts");
      process.stdout.write(completionScript(shell, command.parent ?? command));
    });
}
