import type { Socket } from "node:net";

/** Ends a TCP connection at once, with a reset where there is one to reset. */
export function resetSocket(socket: Socket): void {
  // While the system is sending its FIN, Node cannot reset it: the attempt fails and leaves the handle open.
  const isShuttingDown = socket.writableEnded && socket.writableLength === 0 && !socket.writableFinished;
  if (socket.connecting || isShuttingDown) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}
