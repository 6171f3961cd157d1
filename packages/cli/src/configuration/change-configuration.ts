import { ConfigurationError } from "@kotoba/sdk";
import { readConfigurationFile, writeConfigurationFile } from "./configuration-file.ts";
import { parseConfiguration, withSetting } from "./configuration-lines.ts";
import { configurationPath } from "./configuration-path.ts";
import { KNOWN_VARIABLES, type KnownVariable, knownVariable } from "./known-variables.ts";
import { readValue } from "./read-value.ts";

/** @throws {ConfigurationError} with the list of variables, for a name that is none of them. */
export function requireVariable(name: string): KnownVariable {
  const variable = knownVariable(name);
  if (variable !== undefined) return variable;
  const names = KNOWN_VARIABLES.map((known) => known.name).join(", ");
  throw new ConfigurationError(`There is no variable ${name}. There are: ${names}.`);
}

/**
 * Puts a value into the file; `-` has it read from standard input.
 *
 * @returns Where the file is.
 * @throws {ConfigurationError} for an unknown name, a value that cannot be, and a secret that stands on the command line.
 */
export async function setVariable(name: string, given: string): Promise<string> {
  const { isSecret, problem } = requireVariable(name);
  if (isSecret && given !== "-") {
    throw new ConfigurationError(
      `The command line is no place for ${name}: the shell's history keeps it, and everybody on this machine sees it in the list of processes. Use kotoba config set ${name} - and give it on standard input.`,
    );
  }
  const value = given === "-" ? await readValue(name, isSecret) : given.trim();
  if (value === "") throw new ConfigurationError(`No value was given for ${name}.`);
  const wrong = /[\r\n]/.test(value) ? "must be one line" : problem(value);
  if (wrong !== undefined) throw new ConfigurationError(`${name} ${wrong}.`);
  return await change(name, value);
}

/** Takes a value out of the file. @returns Where the file is, and whether it had one. */
export async function unsetVariable(
  name: string,
): Promise<{ readonly path: string; readonly wasSet: boolean }> {
  const path = configurationPath();
  // A name that is not known can be taken out all the same.
  const wasSet = parseConfiguration(await readConfigurationFile(path)).values.has(name);
  if (!wasSet) requireVariable(name);
  await change(name, undefined);
  return { path, wasSet };
}

async function change(name: string, value: string | undefined): Promise<string> {
  const path = configurationPath();
  const text = await readConfigurationFile(path);
  const changed = withSetting(text, name, value);
  if (value !== undefined || changed !== text) await writeConfigurationFile(path, changed);
  return path;
}
