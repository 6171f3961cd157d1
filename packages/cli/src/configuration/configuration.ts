import { ConfigurationError } from "@kotoba/sdk";
import { isReadableByOthers, readConfigurationFile } from "./configuration-file.ts";
import { parseConfiguration } from "./configuration-lines.ts";
import { configurationPath } from "./configuration-path.ts";
import { KNOWN_VARIABLES, type KnownVariable, knownVariable } from "./known-variables.ts";

/** A variable's value, and where it comes from. */
export interface Setting {
  readonly variable: KnownVariable;
  readonly value: string;
  readonly origin: "environment" | "file";
}

/** What is set. */
export interface Configuration {
  /** Where the file is, or would be. */
  readonly path: string;
  readonly settings: readonly Setting[];
  /** What is doubtful about the file, in words. */
  readonly warnings: readonly string[];
}

/**
 * What the environment and the file say; the environment comes first. A variable that is empty counts as unset.
 *
 * @throws {ConfigurationError} when the file cannot be read, or has a line that is none.
 */
export async function readConfiguration(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Configuration> {
  const path = configurationPath(process.platform, environment);
  const { values, badLines } = parseConfiguration(await readConfigurationFile(path));
  if (badLines.length > 0) {
    // The line may hold a key: it is not shown.
    throw new ConfigurationError(
      `Line ${badLines[0]} of the configuration ${path} is no NAME=value: mend or remove it.`,
    );
  }
  const settings = settingsOf(environment, values);
  const unknown = [...values.keys()].filter((name) => knownVariable(name) === undefined);
  const warnings = unknown.map((name) => `${name} in ${path} is not known, and does nothing.`);
  if (values.size > 0 && (await isReadableByOthers(path)))
    warnings.push(`${path} can be read by other people of this machine: chmod 600 '${path}'`);
  return { path, settings, warnings };
}

/** What the environment alone says. */
export function environmentConfiguration(environment: NodeJS.ProcessEnv = process.env): Configuration {
  const path = configurationPath(process.platform, environment);
  return { path, settings: settingsOf(environment, new Map()), warnings: [] };
}

function settingsOf(environment: NodeJS.ProcessEnv, file: ReadonlyMap<string, string>): readonly Setting[] {
  return KNOWN_VARIABLES.flatMap((variable): Setting[] => {
    const fromEnvironment = environment[variable.name]?.trim();
    if (fromEnvironment) return [{ variable, value: fromEnvironment, origin: "environment" }];
    const fromFile = file.get(variable.name);
    return fromFile ? [{ variable, value: fromFile, origin: "file" }] : [];
  });
}

/** Lets the file speak where the environment is silent, for everything that this process does from here on. */
export function applyConfiguration({ settings }: Configuration): void {
  for (const { variable, value, origin } of settings) {
    if (origin === "file") process.env[variable.name] = value;
  }
}

/** A value as it may be shown: a secret by its last four characters, as far as that gives nothing away. */
export function shownValue({ variable, value }: Setting): string {
  if (!variable.isSecret) return value;
  return value.length < 12 ? "****" : `****${value.slice(-4)}`;
}
