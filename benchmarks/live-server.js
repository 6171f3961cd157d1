// A live recognition server that understands nothing: it gets a session ready, drops the audio, and answers the commit with the number of
// audio frames that came. With `?deltas=N` it sends so many deltas when the first audio comes; with `?echo` it answers each audio frame
// with a delta that tells when it came; with `?stall` it reads nothing once the session is ready. Ends with its parent.

import { WebSocketServer } from "ws";

const DELTA = "conversation.item.input_audio_transcription.delta";
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

server.on("connection", (socket, request) => {
  const { searchParams } = new URL(request.url ?? "/", "ws://server");
  const deltas = Number(searchParams.get("deltas"));
  const echoes = searchParams.has("echo");
  let frames = 0;
  socket.on("error", () => {});
  socket.on("message", (data) => {
    const time = process.hrtime.bigint();
    const length = Array.isArray(data) ? 0 : data.byteLength;
    const head = length < 600 ? data.toString() : "";
    if (head.includes("session.update")) {
      socket.send('{"type":"transcription_session.updated","event_id":"e","session":{}}');
      if (searchParams.has("stall")) socket.pause();
    } else if (head.includes("buffer.commit")) {
      socket.send(JSON.stringify({ type: "input_audio_buffer.committed", event_id: "e", frames }));
    } else {
      frames++;
      if (echoes) sendDelta(socket, `${time} ${process.hrtime.bigint()}`);
      for (let n = 0; frames === 1 && n < deltas; n++) sendDelta(socket, ` word${n}`);
    }
  });
});

server.on("listening", () => {
  const address = server.address();
  if (typeof address === "object") process.send?.({ port: address?.port });
});
process.once("disconnect", () => process.exit());

/**
 * @param {import("ws").WebSocket} socket
 * @param {string} delta
 */
function sendDelta(socket, delta) {
  socket.send(JSON.stringify({ type: DELTA, item_id: "item_1", delta }));
}
