// One measurement of a live client in a process of its own: `node live-client.js WAY TASK URL`. WAY is `sdk`, or `ws` for the plainest
// program on ws. Reports its figures to its parent.

import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { median } from "./interleaved.js";
import { openPlain, openSdk } from "./live-sessions.js";

const [way, task = "", url = ""] = process.argv.slice(2);
const SESSIONS = 200;
const IDLE_SESSIONS = 1000;
const DELTAS = 100_000;
const ECHOES = 3000;
/** Twenty seconds of 200 ms chunks. */
const ACTIVE_CHUNKS = 100;
const OFFERED_BYTES = 100_000_000;

const open = way === "sdk" ? openSdk : openPlain;
process.send?.(await run());
process.exit();

async function run() {
  switch (task) {
    case "send-200ms":
      return await sendCpu(9600, 20_000);
    case "send-20ms":
      return await sendCpu(960, 60_000);
    case "receive":
      return await receiveCpu();
    case "latency":
      return await latencies();
    case "idle":
      return await idleSessions();
    case "active":
      return await activeSessions();
    case "stalled":
      return await pushIntoStalled();
    default:
      throw new Error(`no task ${task}`);
  }
}

/**
 * CPU time to send a chunk, of so many.
 *
 * @param {number} chunkBytes
 * @param {number} count
 */
async function sendCpu(chunkBytes, count) {
  const session = await open(url);
  const chunk = chunkOf(chunkBytes);
  for (let n = 0; n < count / 10; n++) await session.send(chunk);
  const start = process.cpuUsage();
  for (let n = 0; n < count; n++) await session.send(chunk);
  const { user, system } = process.cpuUsage(start);
  return { cpuMicroseconds: (user + system) / count };
}

/** CPU time to receive a delta. */
async function receiveCpu() {
  const session = await open(`${url}?deltas=${DELTAS}`);
  const start = process.cpuUsage();
  const received = session.receive(DELTAS);
  await session.send(chunkOf(9600));
  await received;
  const { user, system } = process.cpuUsage(start);
  return { cpuMicroseconds: (user + system) / DELTAS };
}

/** Medians of the times from a chunk to the peer's program, and from there to the event, in microseconds: both have the same clock. */
async function latencies() {
  const session = await open(`${url}?echo`);
  const chunk = chunkOf(960);
  const chunkToWire = [];
  const wireToEvent = [];
  for (let n = 0; n < ECHOES; n++) {
    const answer = session.receive(1);
    const sendTime = process.hrtime.bigint();
    void session.send(chunk);
    const delta = await answer;
    const eventTime = process.hrtime.bigint();
    const [arrivalTime = 0n, answerTime = 0n] = delta.split(" ").map(BigInt);
    chunkToWire.push(Number(arrivalTime - sendTime) / 1000);
    wireToEvent.push(Number(eventTime - answerTime) / 1000);
  }
  return { chunkToWire: median(chunkToWire), wireToEvent: median(wireToEvent) };
}

/** What an idle session takes, in KB: of the memory of the process, and of its heap of JavaScript objects alone. */
async function idleSessions() {
  await open(url);
  await collectGarbage();
  const start = process.memoryUsage();
  const sessions = [];
  for (let n = 0; n < IDLE_SESSIONS; n++) {
    const session = await open(url);
    // Somebody listens.
    void session.receive(1);
    sessions.push(session);
  }
  await collectGarbage();
  const end = process.memoryUsage();
  return {
    rss: (end.rss - start.rss) / 1000 / sessions.length,
    heap: (end.heapUsed - start.heapUsed) / 1000 / sessions.length,
  };
}

/** So many sessions at once, each sending 200 ms of audio every 200 ms, and then committing. */
async function activeSessions() {
  const startRss = process.memoryUsage.rss();
  const sessions = [];
  for (let n = 0; n < SESSIONS; n++) sessions.push(await open(url));
  const startCpu = process.cpuUsage();
  const startTime = performance.now();
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  let peakRss = startRss;
  const sampling = setInterval(() => {
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
  }, 1000);
  const chunk = chunkOf(9600);
  const frames = await Promise.all(
    sessions.map(async (session, index) => {
      for (let n = 0; n < ACTIVE_CHUNKS; n++) {
        // Spread over the 200 ms, as real speakers are.
        const dueTime = startTime + n * 200 + (index / SESSIONS) * 200;
        await delay(dueTime - performance.now());
        await session.send(chunk);
      }
      return await session.commit();
    }),
  );
  clearInterval(sampling);
  loop.disable();
  const { user, system } = process.cpuUsage(startCpu);
  const seconds = (performance.now() - startTime) / 1000;
  return {
    rss: (peakRss - startRss) / 1000 / SESSIONS,
    cpuPercent: (user + system) / 1e4 / seconds,
    // Beyond the interval of the measurement itself.
    loopDelayP99: loop.percentile(99) / 1e6 - 5,
    lostChunks: SESSIONS * ACTIVE_CHUNKS - frames.reduce((sum, count) => sum + count, 0),
  };
}

/** Offers 100 MB of audio to a peer that reads nothing, for as long as it is taken. */
async function pushIntoStalled() {
  const session = await open(`${url}?stall`);
  const chunk = chunkOf(9600);
  await collectGarbage();
  const startRss = process.memoryUsage.rss();
  let takenBytes = 0;
  let isOver = false;
  const pushing = (async () => {
    for (; takenBytes < OFFERED_BYTES && !isOver; takenBytes += chunk.length) await session.push(chunk);
  })();
  let maxHeldBytes = 0;
  let peakRss = startRss;
  for (let seenBytes = -1; takenBytes !== seenBytes; ) {
    seenBytes = takenBytes;
    // So long without a step is a stall.
    for (let n = 0; n < 50; n++) {
      await delay(10);
      maxHeldBytes = Math.max(maxHeldBytes, session.heldBytes);
      peakRss = Math.max(peakRss, process.memoryUsage.rss());
    }
  }
  isOver = true;
  pushing.catch(() => {});
  return { heldKilobytes: maxHeldBytes / 1000, grownMegabytes: (peakRss - startRss) / 1e6 };
}

/** @param {number} bytes */
function chunkOf(bytes) {
  return new Uint8Array(bytes).map((_, index) => index);
}

async function collectGarbage() {
  for (let n = 0; n < 4; n++) {
    globalThis.gc?.();
    await delay(50);
  }
}
