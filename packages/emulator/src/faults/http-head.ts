import type { Socket } from "node:net";

/** What is longer than this is no head: servers take far less. */
const MAX_HEAD_BYTES = 65_536;
const HEAD_END = "\r\n\r\n";

/**
 * Takes the head of an HTTP message from a socket, which is then paused before what follows. Resolves with less, or with nothing, when the
 * socket ends before that or sends something else; never rejects.
 */
export function readHead(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    const stop = (length: number) => {
      socket.off("data", take).off("end", stopShort).off("close", stopShort);
      socket.pause();
      if (length < received.length) socket.unshift(received.subarray(length));
      resolve(received.subarray(0, length));
    };
    const stopShort = () => stop(received.length);
    const take = (chunk: Buffer) => {
      const from = Math.max(0, received.length - HEAD_END.length);
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(HEAD_END, from);
      if (end !== -1) stop(end + HEAD_END.length);
      else if (received.length > MAX_HEAD_BYTES) stopShort();
    };
    socket.on("data", take).on("end", stopShort).on("close", stopShort);
  });
}

/** Whether a client asks for a WebSocket. */
export function asksForWebSocket(head: Buffer): boolean {
  return /\r\nupgrade:[ \t]*websocket[ \t]*\r\n/i.test(head.toString("latin1"));
}

/** Whether a server gives one. */
export function givesWebSocket(head: Buffer): boolean {
  return head.toString("latin1").startsWith("HTTP/1.1 101 ");
}

/** The same request without its offer of extensions: frames of a compressed message could be neither repeated nor told. */
export function withoutExtensions(head: Buffer): Buffer {
  return Buffer.from(
    head.toString("latin1").replace(/\r\nsec-websocket-extensions:[^\r\n]*/gi, ""),
    "latin1",
  );
}
