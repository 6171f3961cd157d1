import { Command, CommanderError } from "commander";
import { audioCommand } from "./commands/audio.ts";
import { completionCommand } from "./commands/completion.ts";
import { configCommand } from "./commands/config.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { emulatorCommand } from "./commands/emulator.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { listenCommand } from "./commands/listen.ts";
import { replayCommand } from "./commands/replay.ts";
import { routesCommand } from "./commands/routes.ts";
import { speakCommand } from "./commands/speak.ts";
import { transcribeCommand } from "./commands/transcribe.ts";
import { translateCommand } from "./commands/translate.ts";
import { voicesCommand } from "./commands/voices.ts";
import { addGlobalFlags } from "./flags/global-flags.ts";
import { suggestFlag } from "./flags/suggest-flag.ts";
import { version } from "./version.ts";

/**
 * Runs the command line. What a command needs beyond its flags is imported when it runs, so that help comes at once.
 *
 * @returns The exit code; whatever went wrong has then been said on standard error.
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    await kotobaCommand().parseAsync(withNestedHelp(args), { from: "user" });
    // A command that did its work may have set one, to say what it found.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // Help and wrong usage: told at once, before anything is loaded that knows the errors of services.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { exitCodeFor } = await import("./exit-codes.ts");
    const { reportError } = await import("./output/report-error.ts");
    reportError(error, args.includes("--json"));
    return exitCodeFor(error);
  }
}

/** `kotoba help jobs wait` is `kotoba jobs wait --help`: Commander's own help goes one level deep. */
function withNestedHelp(args: readonly string[]): readonly string[] {
  const [first, ...path] = args;
  return first === "help" && path.length > 1 ? [...path, "--help"] : args;
}

function kotobaCommand(): Command {
  const kotoba = addGlobalFlags(
    new Command("kotoba")
      .description("Speech at the terminal, with the Kotoba services.")
      .version(version, "-V, --version", "print the version"),
  )
    .hook("preAction", (_, command) => configure(command))
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
  $ kotoba config set KOTOBA_API_KEY -                keeps the key, asking for it
  $ kotoba doctor                                     says what is wrong, and what to do

The key comes from KOTOBA_API_KEY, or from kotoba config. KOTOBA_LOG=debug shows what is being done. Proxies are used as
HTTPS_PROXY, HTTP_PROXY and NO_PROXY say.`,
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
    replayCommand(),
    configCommand(),
    routesCommand(),
    doctorCommand(),
    completionCommand(),
  ];
  for (const command of commands) kotoba.addCommand(command);
  inheritSettings(kotoba);
  return kotoba;
}

/** Commands that ask no service, or look at the configuration by themselves. */
const WITHOUT_CONFIGURATION: ReadonlySet<string> = new Set([
  "audio",
  "voices",
  "emulator",
  "config",
  "routes",
  "doctor",
  "completion",
]);

/** Every other command finds in the environment what the configuration file adds to it. */
async function configure(command: Command): Promise<void> {
  const names = [command.name(), command.parent?.name() ?? ""];
  if (names.some((name) => WITHOUT_CONFIGURATION.has(name))) return;
  const { applyConfiguration, readConfiguration } = await import("./configuration/configuration.ts");
  const configuration = await readConfiguration();
  for (const warning of configuration.warnings) console.error(`kotoba: ${warning}`);
  applyConfiguration(configuration);
}

/** Errors are thrown rather than ending the process, and every level of help looks the same. */
function inheritSettings(command: Command): void {
  command
    .exitOverride()
    .helpOption("-h, --help", "print help")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text, write) => write(suggestFlag(text, command).replace(/^error: /, "kotoba: ")),
    })
    .showHelpAfterError("(add --help for what there is)");
  if (command.commands.length > 0) command.helpCommand("help [command]", "print help for a command");
  for (const child of command.commands) inheritSettings(child);
}
