import { parentPort } from "node:worker_threads";
import { OpenJtalk } from "../engine/open-jtalk.ts";
import type { WorkerRequest } from "./worker-messages.ts";

// Seen from the built file. What is thrown ends the worker: its memory can't be trusted then.
const engine = await OpenJtalk.load(new URL("../assets/", import.meta.url));
parentPort?.on("message", ({ phrase, speed }: WorkerRequest) => {
  const samples = engine.speak(phrase, speed);
  parentPort?.postMessage(samples, [samples.buffer]);
});
parentPort?.postMessage(undefined);
