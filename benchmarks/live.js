// A live session beside the plainest program on ws: CPU to send and to receive, and how long both take.

import { atMostTimes } from "./goal.js";
import { liveFigures } from "./live-figures.js";

/** @returns {Promise<import("./report.js").Row[]>} */
export async function liveRows() {
  const large = await liveFigures("send-200ms", 5);
  const small = await liveFigures("send-20ms", 5);
  const deltas = await liveFigures("receive", 5);
  const latency = await liveFigures("latency", 5);
  return [
    {
      what: "send 200 ms of audio, CPU in us, beside ws with its stock mask",
      ...large("cpuMicroseconds"),
      goal: atMostTimes(0.5),
    },
    {
      what: "send 20 ms of audio, CPU in us, beside ws with its stock mask",
      ...small("cpuMicroseconds"),
      goal: atMostTimes(0.9),
    },
    { what: "receive a delta, CPU in us, beside ws + JSON.parse", ...deltas("cpuMicroseconds") },
    { what: "latency from chunk to wire, p50, us, beside ws", ...latency("chunkToWire") },
    { what: "latency from wire to event, p50, us, beside ws", ...latency("wireToEvent") },
  ];
}
