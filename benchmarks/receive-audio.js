// Speech that comes over a session, beside the plainest program on ws: CPU to receive it.

import { atMostTimes } from "./goal.js";
import { inTurns, median } from "./interleaved.js";
import { reportOf, withServer } from "./processes.js";

const ROUNDS = 5;
/** Of 32-bit floats at 24 kHz. */
const SIZES = [
  { length: "100 ms", bytes: 9600, frames: 30_000, goal: { goal: atMostTimes(0.85) } },
  { length: "20 ms", bytes: 1920, frames: 60_000, goal: {} },
];

/** @returns {Promise<import("./report.js").Row[]>} */
export function receiveAudioRows() {
  return withServer("receive-audio-server.js", async (port) => {
    const url = `ws://127.0.0.1:${port}/v2/tts/ws`;
    const rows = [];
    for (const { length, bytes, frames, goal } of SIZES) {
      const receive = (/** @type {string} */ way) =>
        reportOf("receive-audio-client.js", [way, String(frames), String(bytes), url]);
      const { ours, plain } = await inTurns(ROUNDS, {
        ours: () => receive("sdk"),
        plain: () => receive("ws"),
      });
      rows.push({
        what: `receive ${length} of speech, CPU in us, beside ws + JSON.parse + base64`,
        ours: median(ours),
        baseline: median(plain),
        ...goal,
      });
    }
    return rows;
  });
}
