import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { ConfigurationError } from "@kotoba/core";
import { ManualClock, until } from "@kotoba/core/testing";
import { describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import type { Fault } from "./fault.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import {
  type FaultTestServer,
  openLive,
  openTcp,
  socketOf,
  startFaultTestServer,
} from "./fault-test-server.ts";
import { serverFrame } from "./server-frame.ts";

interface TestBed extends AsyncDisposable {
  readonly server: FaultTestServer;
  readonly proxy: FaultProxy;
  readonly clock: ManualClock;
}

/** A server with a proxy before it, on a clock that the test moves. */
async function start(...faults: readonly (Fault | string)[]): Promise<TestBed> {
  const server = await startFaultTestServer();
  const clock = new ManualClock();
  const proxy = await startFaultProxy({ target: server.url, faults, clock });
  return {
    server,
    proxy,
    clock,
    async [Symbol.asyncDispose]() {
      await proxy.close();
      await server[Symbol.asyncDispose]();
      expect(clock.pendingTimers).toBe(0);
    },
  };
}

/** Resolves when all that both ends have sent so far has arrived. */
async function roundTrip({ client, server }: { client: WebSocket; server: WebSocket }): Promise<void> {
  client.ping();
  server.ping();
  await Promise.all([once(client, "pong"), once(server, "pong")]);
}

const TEXT_64_KIB = "語".repeat(2 ** 16 / 3);
/** The request for a WebSocket, as bytes. */
const HANDSHAKE =
  "GET /live HTTP/1.1\r\nHost: e\r\nConnection: Upgrade\r\nUPGRADE: WebSocket\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

describe("a live connection", () => {
  it("passes unharmed without a fault: headers, subprotocol, compression, texts, pings and the close", async () => {
    await using bed = await start();
    const pair = await openLive(bed.proxy.url, bed.server, { perMessageDeflate: true });
    expect(bed.server.upgrades[0]).toMatchObject({ authorization: "Bearer the-key" });
    expect([pair.client.protocol, pair.client.extensions]).toEqual(["one", "permessage-deflate"]);
    pair.server.send("hello".repeat(1000));
    await roundTrip(pair);
    expect(pair.received).toEqual(["hello".repeat(1000)]);
    pair.server.close(4321, "bye");
    expect(await pair.closed).toEqual({ code: 4321, error: undefined });
  });

  it("passes large messages both ways, byte by byte the same, whatever is looked for in them", async () => {
    for (const faults of [[], ["corrupt@60s"], ["close:1011@60s", "duplicate"]]) {
      await using bed = await start(...faults);
      const pair = await openLive(bed.proxy.url, bed.server);
      const [up, down] = [randomBytes(2 ** 20), randomBytes(2 ** 20)];
      const arrivals = Promise.all([once(pair.server, "message"), once(pair.client, "message")]);
      pair.client.send(up);
      pair.server.send(down);
      const [[atServer], [atClient]] = await arrivals;
      expect(up.equals(atServer)).toBe(true);
      expect(down.equals(atClient)).toBe(true);
    }
  });

  it("may come in single bytes, its handshake too", async () => {
    await using bed = await start("duplicate");
    const socket = await openTcp(bed.proxy.url);
    const arrived: Buffer[] = [];
    socket.setNoDelay().on("data", (chunk) => arrived.push(chunk));
    await writeSlowly(socket, Buffer.from(HANDSHAKE));
    await until(() => bed.server.webSockets.length === 1);
    for (const webSocket of bed.server.webSockets) await writeSlowly(socketOf(webSocket), serverFrame("語"));
    const twice = Buffer.concat([serverFrame("語"), serverFrame("語")]);
    await until(() => Buffer.concat(arrived).subarray(-twice.length).equals(twice));
    expect(String(Buffer.concat(arrived))).toMatch(/^HTTP\/1\.1 101 .*\r\n\r\n..語..語$/s);
    socket.destroy();
  });

  it("is refused by the server with the server's own answer", async () => {
    await using bed = await start("drop@0s");
    const client = new WebSocket(`${bed.proxy.url.replace("http", "ws")}/refused`);
    const [, response]: [unknown, IncomingMessage] = await once(client, "unexpected-response").then(
      ([clientRequest, answer]) => [clientRequest, answer],
    );
    expect([response.statusCode, String(await buffer(response))]).toEqual([401, "no"]);
    expect(bed.proxy.connections).toEqual({ total: 0, open: 0 });
  });

  it("gets the server's reset as a reset, and the server the client's", async () => {
    await using bed = await start();
    const first = await openLive(bed.proxy.url, bed.server);
    socketOf(first.server).resetAndDestroy();
    expect(await first.closed).toEqual({ code: 1006, error: "ECONNRESET" });
    const second = await openLive(bed.proxy.url, bed.server);
    const broken = once(socketOf(second.server), "error").catch((error) => [error]);
    socketOf(second.client).resetAndDestroy();
    expect(await broken).toMatchObject([{ code: "ECONNRESET" }]);
  });

  it("is not read faster than its other end reads, in either direction", async () => {
    for (const faults of [[], ["duplicate"], ["slow:1000mbps"]]) {
      await using bed = await start(...faults);
      const ticking = tick(bed.clock);
      const pair = await openLive(bed.proxy.url, bed.server);
      for (const [sender, receiver] of [
        [pair.server, pair.client],
        [pair.client, pair.server],
      ] as const) {
        receiver.pause();
        let taken = 0;
        const sending = (async () => {
          for (; taken < 2000 && sender.readyState === WebSocket.OPEN; taken++) {
            await new Promise<void>((resolve) => sender.send(TEXT_64_KIB, () => resolve()));
          }
        })();
        let before = 0;
        await vi.waitUntil(() => {
          const hasStopped = taken > 0 && taken === before;
          before = taken;
          return hasStopped;
        });
        expect(taken).toBeLessThan(1000);
        taken = 2000;
        receiver.resume();
        await sending;
      }
      ticking.stop();
    }
  });
});

describe("drop", () => {
  it("resets the connection at its time, and lets the next through unharmed", async () => {
    await using bed = await start("drop@2s");
    const pair = await openLive(bed.proxy.url, bed.server);
    const serverClosed = once(pair.server, "close");
    await bed.clock.advance(1999);
    pair.server.send("still here");
    await roundTrip(pair);
    expect(pair.received).toEqual(["still here"]);
    await bed.clock.advance(1);
    expect(await pair.closed).toEqual({ code: 1006, error: "ECONNRESET" });
    expect((await serverClosed)[0]).toBe(1006);
    const next = await openLive(bed.proxy.url, bed.server);
    await bed.clock.advance(60_000);
    await roundTrip(next);
    expect(bed.proxy.connections).toEqual({ total: 2, open: 1 });
  });

  it("leaves no timer behind a connection that ends before", async () => {
    await using bed = await start("drop@2s");
    const pair = await openLive(bed.proxy.url, bed.server);
    pair.client.close();
    await pair.closed;
    await until(() => bed.proxy.connections.open === 0);
    expect(bed.clock.pendingTimers).toBe(0);
  });

  it("at once comes right after the upgrade", async () => {
    await using bed = await start("drop@0s");
    const socket = await openTcp(bed.proxy.url);
    const gone = closeOf(socket);
    socket.resume().write(HANDSHAKE);
    await gone;
    expect(bed.proxy.connections).toEqual({ total: 1, open: 0 });
  });
});

describe("stall", () => {
  it("passes nothing any more in either direction, and keeps the connection open", async () => {
    for (const faults of [[], ["duplicate"], ["slow:1000mbps"]]) {
      await using bed = await start("stall@3s", ...faults);
      const ticking = faults.includes("slow:1000mbps") ? tick(bed.clock) : undefined;
      const pair = await openLive(bed.proxy.url, bed.server);
      let atServer = 0;
      pair.server.on("message", () => atServer++);
      pair.server.on("ping", () => atServer++);
      await bed.clock.advance(2000);
      pair.client.send("early");
      await until(() => atServer === 1);
      await bed.clock.advance(1000);
      pair.client.send("late");
      pair.client.ping();
      pair.server.send("late");
      pair.server.ping();
      pair.client.on("ping", () => atServer++);
      const other = await openLive(bed.proxy.url, bed.server);
      for (let times = 0; times < 20; times++) await roundTrip(other);
      expect([pair.client.readyState, pair.server.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
      expect([atServer, pair.received]).toEqual([1, []]);
      expect(bed.proxy.connections).toEqual({ total: 2, open: 2 });
      ticking?.stop();
    }
  });
});

describe("close", () => {
  it("gives the client a close frame with the code, never within a frame of the server's, and drops the server", async () => {
    await using bed = await start("close:1011@1s");
    const pair = await openLive(bed.proxy.url, bed.server);
    const serverClosed = once(pair.server, "close");
    const frame = serverFrame("not whole".repeat(100));
    socketOf(pair.server).write(Buffer.concat([serverFrame("whole"), frame.subarray(0, 500)]));
    await until(() => pair.received.length === 1);
    await bed.clock.advance(1000);
    expect(await pair.closed).toEqual({ code: 1011, error: undefined });
    expect(pair.received).toEqual(["whole"]);
    expect((await serverClosed)[0]).toBe(1006);
    await until(() => bed.proxy.connections.open === 0);
  });

  it("reaches a client that goes on sending", async () => {
    await using bed = await start({ type: "close", code: 4000, afterMs: 0 });
    const client = new WebSocket(bed.proxy.url.replace("http", "ws"));
    const closed = once(client, "close");
    client.once("open", () => {
      for (let times = 0; times < 100; times++) client.send(TEXT_64_KIB);
    });
    expect((await closed)[0]).toBe(4000);
  });
});

describe("refuse", () => {
  it("resets that many attempts before the server hears of them", async () => {
    await using bed = await start("refuse:2");
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(openLive(bed.proxy.url, bed.server)).rejects.toThrow(/socket hang up|ECONNRESET/);
    }
    expect(bed.server.sockets).toHaveLength(0);
    await roundTrip(await openLive(bed.proxy.url, bed.server));
    expect(bed.proxy.connections).toEqual({ total: 1, open: 1 });
  });
});

describe("duplicate", () => {
  it("brings each text of the server's twice, those in pieces too, on every connection", async () => {
    await using bed = await start("duplicate");
    for (let times = 0; times < 2; times++) {
      // The server would compress for this client: what is compressed against what came before cannot come twice.
      const pair = await openLive(bed.proxy.url, bed.server, { perMessageDeflate: true });
      pair.server.send("one");
      pair.server.send("tw", { fin: false });
      pair.server.ping();
      pair.server.send("o");
      pair.server.send(Buffer.alloc(3));
      pair.server.send(TEXT_64_KIB);
      await roundTrip(pair);
      expect(pair.received).toEqual(["one", "one", "two", "two", 3, TEXT_64_KIB, TEXT_64_KIB]);
    }
  });
});

describe("corrupt", () => {
  it("damages the first message after its time, so that the client cannot read it", async () => {
    await using bed = await start("corrupt@2s");
    const pair = await openLive(bed.proxy.url, bed.server);
    await bed.clock.advance(1999);
    pair.server.send("early");
    await roundTrip(pair);
    await bed.clock.advance(1);
    await roundTrip(pair);
    pair.server.send("late");
    expect(await pair.closed).toEqual({ code: 1006, error: "WS_ERR_INVALID_UTF8" });
    expect(pair.received).toEqual(["early"]);
  });

  it("at once damages the first message of all, and no other", async () => {
    await using bed = await start("corrupt");
    const pair = await openLive(bed.proxy.url, bed.server);
    const messages: Buffer[] = [];
    pair.client.on("message", (data: Buffer) => messages.push(data));
    pair.server.send(Buffer.alloc(5));
    pair.server.send(Buffer.alloc(5));
    await roundTrip(pair);
    expect(messages).toEqual([Buffer.from([0, 0, 255, 0, 0]), Buffer.alloc(5)]);
  });
});

describe("slow", () => {
  it.each([
    ["to the client", "server", "client"],
    ["to the server", "client", "server"],
  ] as const)("passes so many bits a second %s", async (_, from, to) => {
    await using bed = await start("slow:80kbps");
    const opening = openLive(bed.proxy.url, bed.server);
    let isOpen = false;
    void opening.then(() => {
      isOpen = true;
    });
    while (!isOpen) {
      await bed.clock.advance(1);
      await new Promise(setImmediate);
    }
    const pair = await opening;
    let arrived = false;
    pair[to].once("message", () => {
      arrived = true;
    });
    const startTime = bed.clock.now();
    pair[from].send(Buffer.alloc(100_000));
    while (!arrived) {
      // Time passes only where the line is what it waits for.
      if (bed.clock.pendingTimers > 0) await bed.clock.advanceToNextTimer();
      await new Promise(setImmediate);
    }
    const milliseconds = bed.clock.now() - startTime;
    expect(milliseconds).toBeGreaterThanOrEqual(10_000 - 100);
    expect(milliseconds).toBeLessThanOrEqual(10_000 + 100);
  });

  it("holds for REST requests too", async () => {
    await using bed = await start("slow:80kbps");
    const answer = fetch(bed.proxy.url, { method: "POST", body: Buffer.alloc(10_000) });
    const body = answer.then((response) => response.arrayBuffer());
    let isDone = false;
    void body.then(() => {
      isDone = true;
    });
    while (!isDone) {
      if (bed.clock.pendingTimers > 0) await bed.clock.advanceToNextTimer();
      await new Promise(setImmediate);
    }
    expect((await body).byteLength).toBe(10_000);
    expect(bed.clock.now()).toBeGreaterThanOrEqual(2000 - 100);
  });
});

describe("a script", () => {
  it("befalls the live connections in order, and REST not at all", async () => {
    await using bed = await start("refuse:1", "close:1012@1s", "drop@1s", "refuse:1");
    const open = () => openLive(bed.proxy.url, bed.server);
    const rest = async () => expect((await fetch(bed.proxy.url)).status).toBe(200);
    await rest();
    await expect(open()).rejects.toThrow();
    await rest();
    const first = await open();
    const second = await open();
    await expect(open()).rejects.toThrow();
    const last = await open();
    await bed.clock.advance(1000);
    expect((await first.closed).code).toBe(1012);
    expect((await second.closed).code).toBe(1006);
    await roundTrip(last);
    await rest();
  });

  it("keeps a fault for the next connection when the server refuses the one that it was for", async () => {
    await using bed = await start("close:1012@1s", "drop@1s");
    await expect(openLive(bed.proxy.url, bed.server, { path: "/refused" })).rejects.toThrow("401");
    const pair = await openLive(bed.proxy.url, bed.server);
    await bed.clock.advance(1000);
    expect((await pair.closed).code).toBe(1012);
  });
});

describe("cut()", () => {
  it("resets the live connections that are open, and says how many; REST goes on", async () => {
    await using bed = await start();
    const pairs = [await openLive(bed.proxy.url, bed.server), await openLive(bed.proxy.url, bed.server)];
    const body = new TransformStream();
    const upload = fetch(bed.proxy.url, {
      method: "POST",
      body: body.readable,
      duplex: "half",
    } as RequestInit);
    const writer = body.writable.getWriter();
    await writer.write(Buffer.from("before "));
    await until(() => bed.server.sockets.length === 3);
    expect(bed.proxy.cut()).toBe(2);
    expect(bed.proxy.cut()).toBe(0);
    expect(bed.proxy.connections).toEqual({ total: 2, open: 0 });
    for (const { closed } of pairs) expect(await closed).toEqual({ code: 1006, error: "ECONNRESET" });
    await roundTrip(await openLive(bed.proxy.url, bed.server));
    await writer.write(Buffer.from("after"));
    await writer.close();
    expect(await (await upload).text()).toBe("before after");
  });

  it("ends a connection that is stalled", async () => {
    await using bed = await start("stall@0s");
    const pair = await openLive(bed.proxy.url, bed.server);
    expect(bed.proxy.cut()).toBe(1);
    expect(await pair.closed).toEqual({ code: 1006, error: "ECONNRESET" });
  });
});

describe("REST", () => {
  it("passes on connections that are kept, requests of any size, and the server's resets", async () => {
    await using bed = await start("drop@0s", "duplicate");
    using agent = keptConnection();
    const sent = randomBytes(5_000_000);
    for (const body of [Buffer.from("small"), sent, Buffer.alloc(0)]) {
      const { connection, answer } = await post(bed.proxy.url, body, agent);
      expect([connection, answer.equals(body)]).toEqual(["0", true]);
    }
    await expect(post(`${bed.proxy.url}/broken`, sent, agent)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await post(bed.proxy.url, sent, agent)).answer.equals(sent)).toBe(true);
  });

  it("passes what is no HTTP at all, with the server's answer to it", async () => {
    await using bed = await start();
    const socket = await openTcp(bed.proxy.url);
    socket.end("nonsense");
    expect(String(await buffer(socket))).toMatch(/^HTTP\/1\.1 400 /);
    const long = await openTcp(bed.proxy.url);
    long.write(`GET / HTTP/1.1\r\nX: ${"x".repeat(100_000)}`);
    expect(String(await buffer(long))).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("the proxy", () => {
  it("survives clients that go away at any time", async () => {
    await using bed = await start("duplicate", "close:1011@0s");
    for (const text of ["", "GET / HTT", HANDSHAKE, "GET /hanging HTTP/1.1\r\nHost: e\r\n\r\n"]) {
      const resetting = await openTcp(bed.proxy.url);
      const ending = await openTcp(bed.proxy.url);
      const gone = Promise.all([closeOf(resetting), closeOf(ending)]);
      resetting.write(text, () => resetting.resetAndDestroy());
      ending.resume().end(text);
      await gone;
    }
    await roundTrip(await openLive(bed.proxy.url, bed.server));
  });

  it("resets clients when the server is not there", async () => {
    const gone = await startFaultTestServer();
    await gone[Symbol.asyncDispose]();
    await using proxy = await startFaultProxy({ target: gone.url, faults: ["duplicate"] });
    await expect(fetch(proxy.url)).rejects.toThrow();
    await expect(openLive(proxy.url, gone)).rejects.toThrow(/socket hang up|ECONNRESET/);
  });

  it("ends everything when it is closed, however often, and whatever is under way", async () => {
    await using bed = await start("stall@0s", "drop@1s", "close:1011@1s", "slow:1mbps");
    const ticking = tick(bed.clock);
    const stalled = await openLive(bed.proxy.url, bed.server);
    const dropping = await openLive(bed.proxy.url, bed.server);
    const closing = await openLive(bed.proxy.url, bed.server);
    ticking.stop();
    closing.server.send(Buffer.alloc(2 ** 20));
    await until(() => bed.clock.pendingTimers >= 3);
    const silent = await openTcp(bed.proxy.url);
    const begun = await openTcp(bed.proxy.url);
    begun.write("GET / HTT");
    const gone = [silent, begun].map((socket) =>
      once(
        socket.on("error", () => {}),
        "close",
      ).catch(() => {}),
    );
    const rest = fetch(`${bed.proxy.url}/hanging`).catch((error: unknown) => error);
    await Promise.all([bed.proxy.close(), bed.proxy.close()]);
    await bed.proxy.close();
    expect(bed.clock.pendingTimers).toBe(0);
    for (const { closed } of [stalled, dropping, closing]) expect((await closed).code).toBe(1006);
    await Promise.all(gone);
    expect(await rest).toBeInstanceOf(TypeError);
    await until(() => bed.server.sockets.every(({ destroyed }) => destroyed));
    expect(bed.proxy.connections).toEqual({ total: 3, open: 0 });
    await expect(openTcp(bed.proxy.url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it.each(["https://127.0.0.1:1", "127.0.0.1:8080", "http://127.0.0.1:8080/v1", "", "ws://127.0.0.1"])(
    "is not started before %j",
    async (target) => {
      await expect(startFaultProxy({ target })).rejects.toThrow(ConfigurationError);
      await expect(startFaultProxy({ target })).rejects.toThrow(/plain HTTP origin/);
    },
  );

  it.each<[object, string]>([
    [{ fault: [] }, 'There is no option "fault": there are target, faults, host, port, clock.'],
    [{ faults: "drop@2s" }, 'The option faults must be a list, for example ["drop@2s"], not "drop@2s".'],
    [{ port: 99_999 }, "The option port must be a whole number from 0 to 65535, not 99999."],
  ])("is not started with %j", async (options, message) => {
    const target = "http://127.0.0.1:1";
    const starting: unknown = Reflect.apply(startFaultProxy, undefined, [{ target, ...options }]);
    await expect(starting).rejects.toThrow(new ConfigurationError(message));
  });

  it("is not started at a port that is taken", async () => {
    await using bed = await start();
    const port = Number(new URL(bed.proxy.url).port);
    await expect(startFaultProxy({ target: bed.server.url, port })).rejects.toThrow(
      /^The fault proxy cannot listen on 127\.0\.0\.1:\d+: something else does/,
    );
  });
});

/** Lets a clock follow the events of the world, until it is stopped. */
function tick(clock: ManualClock): { stop(): void } {
  let isRunning = true;
  void (async () => {
    while (isRunning) {
      if (clock.pendingTimers > 0) await clock.advance(1);
      await new Promise(setImmediate);
    }
  })();
  return {
    stop() {
      isRunning = false;
    },
  };
}

/** Resolves when a socket has closed, in whatever way. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => {}).once("close", () => resolve());
  });
}

async function writeSlowly(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    socket.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
}

function keptConnection(): Agent & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() });
}

async function post(
  url: string,
  body: Buffer,
  agent: Agent,
): Promise<{ connection: unknown; answer: Buffer }> {
  const sending = request(url, { method: "POST", agent, headers: { "content-length": body.length } });
  sending.end(body);
  const [response]: [IncomingMessage] = await once(sending, "response").then(([answer]) => [answer]);
  return { connection: response.headers["x-connection"], answer: await buffer(response) };
}
