import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listen } from "../listen.ts";
import { openTcp } from "./fault-test-server.ts";
import { resetSocket } from "./reset-socket.ts";

let server: Server;
let peer: Socket;
let socket: Socket;

beforeEach(async () => {
  server = createServer({ allowHalfOpen: true });
  const url = await listen(server, "127.0.0.1", 0, "The test server");
  const accepted = once(server, "connection");
  peer = await openTcp(url);
  [socket] = await accepted;
});

afterEach(async () => {
  peer.destroy();
  socket.destroy();
  await new Promise((closed) => server.close(closed));
});

/** Resets the socket, and gives how its peer sees it end. */
async function resetAndWatch(): Promise<"reset" | "end"> {
  const closed = once(socket, "close");
  const seen = new Promise<"reset" | "end">((resolve) => {
    peer.once("error", () => resolve("reset")).once("end", () => resolve("end"));
  });
  resetSocket(socket);
  resetSocket(socket);
  await closed;
  peer.resume();
  return seen;
}

it("resets a connection", async () => {
  expect(await resetAndWatch()).toBe("reset");
});

it("closes one that has ended but has not sent everything", async () => {
  socket.end(Buffer.alloc(50_000_000));
  const closed = once(socket, "close");
  resetSocket(socket);
  await closed;
  expect(socket.writableFinished).toBe(false);
});

it("ends one that is just being ended, without an error", async () => {
  socket.end();
  expect(await resetAndWatch()).toBe("end");
});

it("ends one that has been ended", async () => {
  socket.end();
  await once(socket, "finish");
  expect(await resetAndWatch()).toBe("end");
});

it("ends one that is not connected yet", async () => {
  server.on("connection", (accepted) => accepted.destroy());
  const connecting = connect(Number(peer.remotePort), "127.0.0.1");
  const closed = once(connecting, "close");
  resetSocket(connecting);
  await closed;
  expect(connecting.bytesRead).toBe(0);
});
