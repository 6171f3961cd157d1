import { ConfigurationError } from "@kotoba/core";
import { shown } from "../option-requirements.ts";
import type { Fault } from "./fault.ts";
import { parseFault, requireFault } from "./parse-fault.ts";

/** The option `faults`, each in the form of an object; none when it is left out. @throws {ConfigurationError} for what is no list of faults. */
export function readFaults(faults: readonly (Fault | string)[] = []): readonly Fault[] {
  if (!Array.isArray(faults)) {
    throw new ConfigurationError(
      `The option faults must be a list, for example ["drop@2s"], not ${shown(faults)}.`,
    );
  }
  return faults.map((fault) => (typeof fault === "string" ? parseFault(fault) : requireFault(fault)));
}
