/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process; none where there is no process (a browser). */
export function processEnvironment(): Environment {
  return globalThis.process?.env ?? {};
}

/** One variable, trimmed. A variable that is empty or blank counts as unset (contract, section 1). */
export function environmentVariable(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === "" ? undefined : value;
}
