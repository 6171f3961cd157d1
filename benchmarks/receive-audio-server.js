// A synthesis server that makes no sound: it gets a session ready, and answers each text, which says `FRAMES BYTES`, with so many frames of
// so many bytes of audio. Ends with its parent.

import { WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

server.on("connection", (socket) => {
  socket.on("error", () => {});
  socket.on("message", async (data) => {
    const { type, text, response_id: id } = JSON.parse(data.toString());
    if (type === "open") {
      socket.send('{"type":"session.created","format":"pcm_f32","sample_rate":24000,"client_id":"c"}');
      return;
    }
    const [frames = 0, bytes = 0] = text.split(" ").map(Number);
    socket.send(JSON.stringify({ type: "response.created", response: { id } }));
    const audio = Buffer.from(new Uint8Array(bytes).map((_, index) => index * 7)).toString("base64");
    const frame = JSON.stringify({ type: "audio.chunk", response_id: id, audio, isFinal: false });
    for (let n = 0; n < frames; n++) {
      while (socket.bufferedAmount > 2 ** 22) await new Promise(setImmediate);
      socket.send(frame);
    }
    socket.send(JSON.stringify({ type: "response.done", response: { id, status: "completed" } }));
  });
});

server.on("listening", () => {
  const address = server.address();
  if (typeof address === "object") process.send?.({ port: address?.port });
});
process.once("disconnect", () => process.exit());
