import { inTurns, median } from "./interleaved.js";
import { reportOf, withServer } from "./processes.js";

/**
 * Has a task of live-client.js done in turns by the SDK and by the plainest program on ws, which masks as ws does where bufferutil is not
 * installed.
 *
 * @param {string} task
 * @param {number} rounds
 * @returns {Promise<(name: string) => { ours: number, baseline: number }>} Gives the medians of a figure that the task reports.
 */
export function liveFigures(task, rounds) {
  return withServer("live-server.js", async (port) => {
    const url = `ws://127.0.0.1:${port}/v1/realtime`;
    const reports = await inTurns(rounds, {
      sdk: () => reportOf("live-client.js", ["sdk", task, url]),
      ws: () => reportOf("live-client.js", ["ws", task, url], { WS_NO_BUFFER_UTIL: "1" }),
    });
    return (name) => ({
      ours: median(reports.sdk.map((report) => report[name])),
      baseline: median(reports.ws.map((report) => report[name])),
    });
  });
}
