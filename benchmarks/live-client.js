// One measurement of a live client in a process of its own: `node live-client.js WAY TASK URL`. WAY is `sdk`, or `ws` for the plainest
// program on ws. Reports its figures to its parent.

import { monitorEventLoopDelay } from "node:perf_hooks";
import { KotobaClient } from "@kotoba/sdk";
import { WebSocket } from "ws";

const [way, task = "", url = ""] = process.argv.slice(2);
const SESSIONS = 200;
const IDLE_SESSIONS = 1000;
const DELTAS = 100_000;
/** A minute of 200 ms chunks. */
const ACTIVE_CHUNKS = 300;

const client = new KotobaClient({ apiKey: "k" });
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
    case "memory":
      return await sessionMemory();
    case "active":
      return await activeSessions();
    default:
      throw new Error(`no task ${task}`);
  }
}

/**
 * CPU time to send so many chunks, in microseconds a chunk.
 *
 * @param {number} chunkBytes
 * @param {number} count
 */
async function sendCpu(chunkBytes, count) {
  const session = await open(url);
  const chunk = new Uint8Array(chunkBytes).map((_, index) => index);
  for (let n = 0; n < count / 10; n++) await session.send(chunk);
  const start = process.cpuUsage();
  for (let n = 0; n < count; n++) await session.send(chunk);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / count;
}

/** CPU time to receive a delta, in microseconds. */
async function receiveCpu() {
  const session = await open(`${url}?deltas=${DELTAS}`);
  const start = process.cpuUsage();
  await session.send(new Uint8Array(9600));
  await session.receive(DELTAS);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / DELTAS;
}

/** What an idle session takes, in KB. */
async function sessionMemory() {
  const first = await open(url);
  globalThis.gc?.();
  const start = process.memoryUsage.rss();
  const sessions = [];
  for (let n = 0; n < IDLE_SESSIONS; n++) sessions.push(await open(url));
  globalThis.gc?.();
  const grown = process.memoryUsage.rss() - start;
  await first.send(new Uint8Array(960));
  return grown / 1000 / sessions.length;
}

/** So many sessions at once, each sending 200 ms of audio every 200 ms for a minute, and then committing. */
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
  const chunk = new Uint8Array(9600).map((_, index) => index);
  const frames = await Promise.all(
    sessions.map(async (session, index) => {
      for (let n = 0; n < ACTIVE_CHUNKS; n++) {
        // Spread over the 200 ms, as real speakers are.
        const dueTime = startTime + n * 200 + (index / SESSIONS) * 200;
        await new Promise((resolve) => setTimeout(resolve, dueTime - performance.now()));
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
    kilobytesPerSession: (peakRss - startRss) / 1000 / SESSIONS,
    cpuPercent: (user + system) / 1e4 / seconds,
    loopDelayMs: loop.percentile(99) / 1e6,
    lostChunks: SESSIONS * ACTIVE_CHUNKS - frames.reduce((sum, count) => sum + count, 0),
  };
}

/** @param {string} url */
async function openSdk(url) {
  const session = await client.asr.stream({ url, language: "en" });
  const events = session[Symbol.asyncIterator]();
  return {
    /** @param {Uint8Array} chunk */
    send: (chunk) => session.sendAudio(chunk),
    /** @param {number} count */
    async receive(count) {
      for (let received = 0; received < count; ) {
        const { value } = await events.next();
        if (value?.type === "partial_transcript") received++;
      }
    },
    /** @returns {Promise<number>} How many frames of audio the server has had. */
    async commit() {
      await session.commit();
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error("The session ended without an answer to the commit.");
        if (value.type === "committed") return /** @type {{ frames: number }} */ (value.raw).frames;
      }
    },
  };
}

/** @param {string} url */
async function openPlain(url) {
  const socket = new WebSocket(url, { perMessageDeflate: false, headers: { authorization: "Bearer k" } });
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send('{"type":"transcription_session.update","session":{}}');
  await new Promise((resolve) => socket.once("message", resolve));
  let number = 0;
  return {
    /** @param {Uint8Array} chunk */
    async send(chunk) {
      const audio = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("base64");
      const id = String(++number).padStart(7, "0");
      socket.send(`{"type":"input_audio_buffer.append","event_id":"chunk-${id}","audio":"${audio}"}`);
      while (socket.bufferedAmount > 2 ** 20) await new Promise(setImmediate);
    },
    /** @param {number} count */
    receive: (count) =>
      new Promise((resolve) => {
        let received = 0;
        socket.on("message", (data) => {
          const frame = JSON.parse(data.toString());
          if (typeof frame.delta === "string" && ++received === count) resolve(undefined);
        });
      }),
    /** @returns {Promise<number>} */
    commit: () =>
      new Promise((resolve) => {
        socket.on("message", (data) => resolve(JSON.parse(data.toString()).frames));
        socket.send('{"type":"input_audio_buffer.commit"}');
      }),
  };
}
