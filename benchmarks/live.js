// Live sessions beside the plainest program on ws: CPU to send and receive, memory a session.

import { fork } from "node:child_process";
import { once } from "node:events";
import { median } from "./interleaved.js";

const ROUNDS = 3;

/** @returns {Promise<import("./report.js").Row[]>} */
export async function liveRows() {
  const server = fork(new URL("./live-server.js", import.meta.url));
  const [{ port }] = await once(server, "message");
  const url = `ws://127.0.0.1:${port}/v1/realtime`;
  const rows = [
    {
      what: "send 200 ms of audio, CPU in us, beside ws with its stock mask",
      task: "send-200ms",
      goal: "at most 0.5",
    },
    {
      what: "send 20 ms of audio, CPU in us, beside ws with its stock mask",
      task: "send-20ms",
      goal: "at most 0.9",
    },
    { what: "receive a delta, CPU in us, beside ws + JSON.parse", task: "receive", goal: "" },
    { what: "memory of an idle session, KB, beside ws", task: "memory", goal: "at most 1.3" },
  ];
  try {
    const measured = [];
    for (const { what, task, goal } of rows) {
      /** @type {{ sdk: number[], ws: number[] }} */
      const values = { sdk: [], ws: [] };
      for (let round = 0; round < ROUNDS; round++) {
        values.sdk.push(await measure("sdk", task, url));
        values.ws.push(await measure("ws", task, url));
      }
      measured.push({ what, ours: median(values.sdk), baseline: median(values.ws), goal });
    }
    return [...measured, ...(await activeRows(url))];
  } finally {
    server.disconnect();
  }
}

/**
 * 200 sessions at once, in real time for a minute, one way after the other.
 *
 * @param {string} url
 * @returns {Promise<import("./report.js").Row[]>}
 */
async function activeRows(url) {
  const ours = await measure("sdk", "active", url);
  const plain = await measure("ws", "active", url);
  const what = "200 sessions for 60 s";
  const row = (/** @type {string} */ name, /** @type {string} */ field, /** @type {string} */ goal) => ({
    what: `${what}: ${name}`,
    ours: ours[field],
    baseline: plain[field],
    goal,
  });
  return [
    row("memory of one, KB, beside ws", "kilobytesPerSession", "at most 1.3"),
    row("CPU of all, % of a core, beside ws", "cpuPercent", ""),
    row("event loop delay, p99, ms, beside ws", "loopDelayMs", ""),
    row("chunks lost", "lostChunks", "0"),
  ];
}

/**
 * @param {"sdk" | "ws"} way
 * @param {string} task
 * @param {string} url
 * @returns {Promise<any>} A number, or several by name, as live-client.js says.
 */
async function measure(way, task, url) {
  // The baseline masks as ws does where bufferutil is not installed.
  const env = way === "ws" ? { ...process.env, WS_NO_BUFFER_UTIL: "1" } : process.env;
  const client = fork(new URL("./live-client.js", import.meta.url), [way, task, url], {
    env,
    execArgv: ["--expose-gc"],
  });
  const [value] = await once(client, "message");
  await once(client, "exit");
  return value;
}
