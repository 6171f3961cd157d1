// One measurement of a client that receives speech, in a process of its own: `node receive-audio-client.js WAY FRAMES BYTES URL`. WAY is
// `sdk`, or `ws` for the plainest program on ws. Reports the CPU time of a frame, in microseconds, to its parent.

import { KotobaClient } from "@kotoba/sdk";
import { WebSocket } from "ws";

const [way, frames = "", bytes = "", url = ""] = process.argv.slice(2);

const receive = await (way === "sdk" ? openSdk() : openPlain());
await receive(`${Number(frames) / 10} ${bytes}`);
const start = process.cpuUsage();
const received = await receive(`${frames} ${bytes}`);
const { user, system } = process.cpuUsage(start);
if (received !== Number(frames) * Number(bytes)) throw new Error(`Only ${received} bytes came.`);
process.send?.((user + system) / Number(frames));
process.exit();

/** @returns {Promise<(text: string) => Promise<number>>} Asks for audio, and gives the number of bytes that came. */
async function openSdk() {
  const client = new KotobaClient({ apiKey: "k" });
  const session = await client.tts.stream({ url });
  const events = session[Symbol.asyncIterator]();
  return async (text) => {
    session.synthesize(text).catch(() => {});
    for (let count = 0; ; ) {
      const { value } = await events.next();
      if (value === undefined || value.type === "done") return count;
      if (value.type === "audio_chunk") count += value.audio.length;
    }
  };
}

/** @returns {Promise<(text: string) => Promise<number>>} */
async function openPlain() {
  const socket = new WebSocket(url, { perMessageDeflate: false, headers: { authorization: "Bearer k" } });
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send('{"type":"open","language":"ja","speaker_id":"ja-man-m02-azawa"}');
  await new Promise((resolve) => socket.once("message", resolve));
  return (text) =>
    new Promise((resolve) => {
      let count = 0;
      socket.removeAllListeners("message");
      socket.on("message", (data) => {
        const frame = JSON.parse(data.toString());
        if (frame.type === "audio.chunk") count += Buffer.from(frame.audio, "base64").length;
        if (frame.type === "response.done") resolve(count);
      });
      socket.send(JSON.stringify({ type: "response.create", text, response_id: "r" }));
    });
}
