import { Argument, Command } from "commander";
import { KNOWN_VARIABLES } from "../configuration/known-variables.ts";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { jsonDocument } from "../output/json-document.ts";

interface GetFlags extends GlobalFlags {
  readonly showSecret?: true;
}

/** `kotoba config` */
export function configCommand(): Command {
  const config = new Command("config")
    .description("Keep the key and the URLs in a file, instead of the environment.")
    .addHelpText(
      "after",
      `
The file has lines of NAME=value, and is for its owner alone. What is set in the environment comes before it. The key is taken from
standard input only: on the command line the shell's history would keep it.

Examples:
  $ kotoba config set KOTOBA_API_KEY -                          asks for it, and shows nothing
  $ kotoba config set KOTOBA_ASR_REST_URL https://HOST/v1
  $ kotoba config get`,
    );
  config
    .command("path")
    .description("Print where the file is.")
    .addHelpText("after", '\nExample:\n  $ "$EDITOR" "$(kotoba config path)"')
    .action((_flags: unknown, command: Command) => path(command.optsWithGlobals()));
  config
    .command("get")
    .description("Print what is set, and where; the key by its last four characters.")
    .addArgument(variableArgument("[name]", "one variable alone"))
    .option("--show-secret", "print the whole key")
    .addHelpText("after", "\nExample:\n  $ kotoba config get KOTOBA_ASR_URL")
    .action((name: string | undefined, _flags: unknown, command: Command) =>
      get(name, command.optsWithGlobals()),
    );
  config
    .command("set")
    .description("Put a value into the file.")
    .addArgument(variableArgument("<name>", "the variable"))
    .argument("[value]", "its value; - for standard input", "-")
    .addHelpText(
      "after",
      `
Examples:
  $ kotoba config set KOTOBA_TTS_URL wss://HOST/v2/tts/ws
  $ pass show kotoba | kotoba config set KOTOBA_API_KEY -`,
    )
    .action((name: string, value: string, _flags: unknown, command: Command) =>
      set(name, value, command.optsWithGlobals()),
    );
  config
    .command("unset")
    .description("Take a value out of the file.")
    .addArgument(variableArgument("<name>", "the variable"))
    .addHelpText("after", "\nExample:\n  $ kotoba config unset KOTOBA_API_KEY")
    .action((name: string, _flags: unknown, command: Command) => unset(name, command.optsWithGlobals()));
  return config;
}

/** An argument that help and completion know the choices of. Whether it is one of them is seen where it is used. */
function variableArgument(name: string, description: string): Argument {
  return new Argument(name, description)
    .choices(KNOWN_VARIABLES.map((variable) => variable.name))
    .argParser((value) => value);
}

async function path({ json }: GlobalFlags): Promise<void> {
  const { configurationPath } = await import("../configuration/configuration-path.ts");
  const found = configurationPath();
  process.stdout.write(json ? jsonDocument({ path: found }) : `${found}\n`);
}

async function get(name: string | undefined, { json, showSecret }: GetFlags): Promise<void> {
  const { readConfiguration, shownValue } = await import("../configuration/configuration.ts");
  const { requireVariable } = await import("../configuration/change-configuration.ts");
  const { textTable } = await import("../output/text-table.ts");
  if (name !== undefined) requireVariable(name);
  const { path, settings, warnings } = await readConfiguration();
  for (const warning of warnings) console.error(`kotoba: ${warning}`);
  for (const { variable, value, origin } of settings) {
    const wrong = variable.problem(value);
    if (wrong !== undefined) console.error(`kotoba: ${variable.name} (${origin}) ${wrong}.`);
  }
  const shown = settings.map((setting) => ({
    name: setting.variable.name,
    value: showSecret ? setting.value : shownValue(setting),
    origin: setting.origin,
  }));
  if (name === undefined) {
    const rows = shown.map((setting) => [setting.name, setting.value, setting.origin]);
    if (json) process.stdout.write(jsonDocument({ path, settings: shown }));
    else if (rows.length > 0) process.stdout.write(textTable(["NAME", "VALUE", "FROM"], rows));
    else console.error(`Nothing is set, neither in the environment nor in ${path}.`);
    return;
  }
  const setting = shown.find((candidate) => candidate.name === name);
  if (setting === undefined) {
    const { ConfigurationError } = await import("@kotoba/sdk");
    throw new ConfigurationError(`${name} is not set.`, { code: "not_set" });
  }
  process.stdout.write(json ? jsonDocument(setting) : `${setting.value}\n`);
}

async function set(name: string, value: string, { json }: GlobalFlags): Promise<void> {
  const { setVariable } = await import("../configuration/change-configuration.ts");
  await told(name, await setVariable(name, value), "is set in", json);
  if (process.env[name]?.trim()) console.error(`The environment has its own ${name}, which comes first.`);
}

async function unset(name: string, { json }: GlobalFlags): Promise<void> {
  const { unsetVariable } = await import("../configuration/change-configuration.ts");
  const { path, wasSet } = await unsetVariable(name);
  await told(name, path, wasSet ? "is no longer set in" : "was not set in", json);
}

async function told(name: string, path: string, what: string, json: true | undefined): Promise<void> {
  if (json) process.stdout.write(jsonDocument({ name, path }));
  else console.error(`${name} ${what} ${path}`);
}
