import { FliteSystem } from "./flite-system.ts";
import type { FliteRequest } from "./flite-worker-messages.ts";
import { type WasmModule, webAssembly } from "./web-assembly.ts";

/** The WAV header that flite writes: the shortest there is. */
const HEADER_BYTES = 44;

/**
 * Speaks one text, from beginning to end: 16-bit samples, little endian. The instance of the module lives no longer than that, so that whatever happens in it
 * matters to nobody else.
 *
 * @throws when flite ends with a status of failure, traps, or writes no speech.
 */
export function runFlite(module: WasmModule, { text, voice }: FliteRequest): Uint8Array {
  // Whatever follows -t is taken as it is, dashes and quotes too.
  const system = new FliteSystem(["flite", "-voice", voice, "-t", text, "-o", "speech.wav"]);
  const instance = new webAssembly.Instance(module, { wasi_snapshot_preview1: system.imports });
  const { memory, _start: start } = instance.exports;
  if (!(memory instanceof webAssembly.Memory) || typeof start !== "function") {
    throw new Error("This is not flite's WebAssembly module.");
  }
  system.attach(memory);
  try {
    start();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error([reason, system.complaints].filter(Boolean).join(" "), { cause });
  }
  const { output } = system;
  if (output.length <= HEADER_BYTES) throw new Error(`flite wrote no speech. ${system.complaints}`.trim());
  return output.subarray(HEADER_BYTES);
}
