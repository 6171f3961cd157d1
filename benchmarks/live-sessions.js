// A live session as the SDK opens it, and the plainest program on ws that does the same. They differ in nothing that a service sees.

import { KotobaClient } from "@kotoba/sdk";
import { WebSocket } from "ws";

const client = new KotobaClient({ apiKey: "k" });
/** As the SDK's own. */
const HIGH_WATER_MARK_BYTES = 2 ** 20;

/**
 * @typedef {object} LiveSession
 * @property {(chunk: Uint8Array) => Promise<void>} send Resolves when there is room for more.
 * @property {(chunk: Uint8Array) => Promise<void>} push Sends as each way does by itself: ws never waits.
 * @property {(count: number) => Promise<string>} receive Takes so many deltas, and gives the last; called before the first is sent.
 * @property {() => Promise<number>} commit Gives how many frames of audio the server has had.
 * @property {number} heldBytes Bytes that have not left.
 */

/**
 * @param {string} url
 * @returns {Promise<LiveSession>}
 */
export async function openSdk(url) {
  const session = await client.asr.stream({ url, language: "en" });
  const events = session[Symbol.asyncIterator]();
  const send = (/** @type {Uint8Array} */ chunk) => session.sendAudio(chunk);
  return {
    send,
    push: send,
    async receive(count) {
      for (let received = 0; ; ) {
        const { value, done } = await events.next();
        if (done) throw new Error("The session ended.");
        if (value.type === "partial_transcript" && ++received === count) return value.text;
      }
    },
    async commit() {
      await session.commit();
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error("The session ended without an answer to the commit.");
        if (value.type === "committed") return /** @type {{ frames: number }} */ (value.raw).frames;
      }
    },
    get heldBytes() {
      return session.stats().heldBytes;
    },
  };
}

/**
 * @param {string} url
 * @returns {Promise<LiveSession>}
 */
export async function openPlain(url) {
  const socket = new WebSocket(url, { perMessageDeflate: false, headers: { authorization: "Bearer k" } });
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send('{"type":"transcription_session.update","session":{}}');
  await new Promise((resolve) => socket.once("message", resolve));
  let number = 0;
  const push = async (/** @type {Uint8Array} */ chunk) => {
    const audio = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("base64");
    const id = String(++number).padStart(7, "0");
    socket.send(`{"type":"input_audio_buffer.append","event_id":"chunk-${id}","audio":"${audio}"}`);
  };
  return {
    push,
    async send(chunk) {
      await push(chunk);
      while (socket.bufferedAmount > HIGH_WATER_MARK_BYTES) await new Promise(setImmediate);
    },
    receive: (count) =>
      new Promise((resolve) => {
        let received = 0;
        socket.on("message", function onMessage(data) {
          const frame = JSON.parse(data.toString());
          if (typeof frame.delta !== "string" || ++received < count) return;
          socket.off("message", onMessage);
          resolve(frame.delta);
        });
      }),
    commit: () =>
      new Promise((resolve) => {
        socket.on("message", (data) => resolve(JSON.parse(data.toString()).frames));
        socket.send('{"type":"input_audio_buffer.commit"}');
      }),
    get heldBytes() {
      return socket.bufferedAmount;
    },
  };
}
