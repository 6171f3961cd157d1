import type { Fault, ScriptedFault } from "./fault.ts";
import { readFaults } from "./read-faults.ts";

/** Which fault befalls which connection. */
export class FaultScript {
  /** The rate of each direction of every connection; undefined: as fast as it goes. */
  readonly bitsPerSecond: number | undefined;
  /** Whether each text message of the server's comes twice. */
  readonly duplicates: boolean;
  readonly #scripted: ScriptedFault[] = [];

  /** @throws {ConfigurationError} for what is no list of faults. */
  constructor(faults: readonly (Fault | string)[] | undefined) {
    let bitsPerSecond: number | undefined;
    let duplicates = false;
    for (const fault of readFaults(faults)) {
      if (fault.type === "slow") bitsPerSecond = fault.bitsPerSecond;
      else if (fault.type === "duplicate") duplicates = true;
      else this.#scripted.push(fault);
    }
    this.bitsPerSecond = bitsPerSecond;
    this.duplicates = duplicates;
  }

  /** The fault of the next attempt at a live connection. */
  next(): ScriptedFault | undefined {
    const fault = this.#scripted.shift();
    if (fault?.type === "refuse" && fault.attempts > 1) {
      this.#scripted.unshift({ type: "refuse", attempts: fault.attempts - 1 });
    }
    return fault;
  }

  /** Takes back a fault whose connection never became live: it is the next again. */
  giveBack(fault: ScriptedFault): void {
    this.#scripted.unshift(fault);
  }
}
