// Speech that comes over a session, beside the plainest program on ws: CPU to receive it.

import { fork } from "node:child_process";
import { once } from "node:events";
import { median } from "./interleaved.js";

const ROUNDS = 5;
/** Of 32-bit floats at 24 kHz. */
const SIZES = [
  { what: "100 ms", bytes: 9600, frames: 30_000, goal: "at most 0.85" },
  { what: "20 ms", bytes: 1920, frames: 60_000, goal: "" },
];

/** @returns {Promise<import("./report.js").Row[]>} */
export async function receiveAudioRows() {
  const server = fork(new URL("./receive-audio-server.js", import.meta.url));
  const [{ port }] = await once(server, "message");
  const url = `ws://127.0.0.1:${port}/v2/tts/ws`;
  try {
    const rows = [];
    for (const { what, bytes, frames, goal } of SIZES) {
      /** @type {number[]} */
      const ours = [];
      /** @type {number[]} */
      const plain = [];
      for (let round = 0; round < ROUNDS; round++) {
        ours.push(await measure("sdk", frames, bytes, url));
        plain.push(await measure("ws", frames, bytes, url));
      }
      rows.push({
        what: `receive ${what} of speech, CPU in us, beside ws + JSON.parse + base64`,
        ours: median(ours),
        baseline: median(plain),
        goal,
      });
    }
    return rows;
  } finally {
    server.disconnect();
  }
}

/**
 * @param {"sdk" | "ws"} way
 * @param {number} frames
 * @param {number} bytes
 * @param {string} url
 * @returns {Promise<number>}
 */
async function measure(way, frames, bytes, url) {
  const client = fork(new URL("./receive-audio-client.js", import.meta.url), [
    way,
    String(frames),
    String(bytes),
    url,
  ]);
  const [microseconds] = await once(client, "message");
  await once(client, "exit");
  return microseconds;
}
