// Many live sessions in one process, beside the plainest program on ws.

import { atMost, atMostTimes } from "./goal.js";
import { liveFigures } from "./live-figures.js";

/** @returns {Promise<import("./report.js").Row[]>} */
export async function sessionRows() {
  const idle = await liveFigures("idle", 7);
  const active = await liveFigures("active", 3);
  const stalled = await liveFigures("stalled", 3);
  const { ours: lostChunks } = active("lostChunks");
  return [
    { what: "memory of an idle session, of 1000, KB, beside ws", ...idle("rss"), goal: atMostTimes(1.3) },
    { what: "objects on the heap of an idle session, KB, beside ws", ...idle("heap") },
    {
      what: "memory of an active session, of 200, KB, beside ws",
      ...active("rss"),
      goal: atMostTimes(1.3),
    },
    { what: "CPU of 200 active sessions, % of a core, beside ws", ...active("cpuPercent") },
    { what: "event loop delay with them, p99, ms, beside ws", ...active("loopDelayP99") },
    { what: "chunks of theirs that were lost", ours: lostChunks, goal: atMost(0) },
    {
      what: "100 MB for a peer that stops reading, KB that the session holds, beside ws",
      ...stalled("heldKilobytes"),
      // The high-water mark of 1 MiB, and one chunk.
      goal: atMost(1062),
    },
    {
      what: "100 MB for a peer that stops reading, MB that the process grows, beside ws",
      ...stalled("grownMegabytes"),
      goal: atMost(20),
    },
  ];
}
