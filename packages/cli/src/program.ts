import { Command, CommanderError } from "commander";
import { audioCommand } from "./commands/audio.ts";
import { emulatorCommand } from "./commands/emulator.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { listenCommand } from "./commands/listen.ts";
import { speakCommand } from "./commands/speak.ts";
import { transcribeCommand } from "./commands/transcribe.ts";
import { translateCommand } from "./commands/translate.ts";
import { voicesCommand } from "./commands/voices.ts";
import { version } from "./version.ts";

/**
 * Runs the command line. What a command needs beyond its flags is imported when it runs, so that help comes at once.
 *
 * @returns The exit code; whatever went wrong has then been said on standard error.
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    await kotobaCommand().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    const { ExitCode, exitCodeFor } = await import("./exit-codes.ts");
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    const { reportError } = await import("./output/report-error.ts");
    reportError(error, args.includes("--json"));
    return exitCodeFor(error);
  }
}

function kotobaCommand(): Command {
  const kotoba = new Command("kotoba")
    .description("Speech at the terminal, with the Kotoba services.")
    .version(version, "-V, --version", "print the version")
    .option("--json", "print JSON")
    .option(
      "--url <url>",
      "where the service is (default: KOTOBA_ASR_REST_URL; KOTOBA_ASR_URL for listen, KOTOBA_TTS_URL for speak, KOTOBA_S2ST_URL for translate)",
    )
    .option("--allow-insecure", "let the key travel unencrypted to other machines")
    .addHelpText(
      "after",
      `
Examples:
  $ kotoba emulator                                   a server to try everything on, without a key
  $ kotoba transcribe talk.wav --language en
  $ kotoba transcribe talk.wav --language en --format srt > talk.srt
  $ kotoba listen --mic --language en                 words as they are spoken
  $ kotoba speak "Good morning." --language en --speaker rms --play
  $ kotoba translate --mic --from en --to ja --play
  $ kotoba audio probe talk.mp3

The API key comes from KOTOBA_API_KEY. KOTOBA_LOG=debug shows what is being done.`,
    );
  const commands = [
    transcribeCommand(),
    listenCommand(),
    speakCommand(),
    translateCommand(),
    voicesCommand(),
    jobsCommand(),
    audioCommand(),
    emulatorCommand(),
  ];
  for (const command of commands) kotoba.addCommand(command);
  inheritSettings(kotoba);
  return kotoba;
}

/** Errors are thrown rather than ending the process, and every level of help looks the same. */
function inheritSettings(command: Command): void {
  command
    .exitOverride()
    .helpOption("-h, --help", "print help")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "kotoba: ")) })
    .showHelpAfterError("(add --help for what there is)");
  if (command.commands.length > 0) command.helpCommand("help [command]", "print help for a command");
  for (const child of command.commands) inheritSettings(child);
}
