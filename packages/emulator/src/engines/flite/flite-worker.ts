import { readFile } from "node:fs/promises";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { serveCalls } from "../worker-connection.ts";
import type { FliteAnswer, FliteRequest, FliteSettings } from "./flite-worker-messages.ts";
import { runFlite } from "./run-flite.ts";
import { type WasmModule, webAssembly } from "./web-assembly.ts";

async function serve(port: MessagePort, settings: FliteSettings): Promise<void> {
  const module = await webAssembly.compile(await readFile(settings.module));
  serveCalls<FliteRequest, FliteAnswer>(port, (request) => speak(module, request));
}

function speak(module: WasmModule, request: FliteRequest): FliteAnswer {
  try {
    return { speech: runFlite(module, request) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

if (parentPort !== null) await serve(parentPort, workerData);
