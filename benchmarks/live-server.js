// A live recognition server that understands nothing: it gets a session ready, drops the audio, and answers the commit with the number of audio frames that came. With
// `?deltas=N` it sends so many deltas when the first audio comes. Ends with its parent.

import { WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

server.on("connection", (socket, request) => {
  const deltas = Number(new URL(request.url ?? "/", "ws://server").searchParams.get("deltas"));
  let sent = false;
  let frames = 0;
  socket.on("error", () => {});
  socket.on("message", (data) => {
    const length = Array.isArray(data) ? 0 : data.byteLength;
    const head = length < 600 ? data.toString() : "";
    if (head.includes("session.update")) {
      socket.send('{"type":"transcription_session.updated","event_id":"e","session":{}}');
    } else if (head.includes("buffer.commit")) {
      socket.send(JSON.stringify({ type: "input_audio_buffer.committed", event_id: "e", frames }));
    } else {
      frames++;
      if (!sent && deltas > 0) sendDeltas(socket, deltas);
      sent = true;
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
 * @param {number} count
 */
function sendDeltas(socket, count) {
  const type = "conversation.item.input_audio_transcription.delta";
  for (let n = 0; n < count; n++)
    socket.send(JSON.stringify({ type, item_id: "item_1", delta: ` word${n}` }));
}
