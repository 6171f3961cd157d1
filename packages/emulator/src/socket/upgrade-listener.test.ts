import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { startEmulator } from "../emulator.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { createScriptedEngine } from "../engines/scripted-engine.ts";
import { HeldEngine } from "./held-engine.ts";
import { LiveAsrTestClient } from "./live-asr-test-client.ts";
import { refusedHandshake } from "./live-test-client.ts";

function start(options: EmulatorOptions = {}) {
  return startEmulator({ engines: [createScriptedEngine({ answers: [] })], ...options });
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a handshake", () => {
  it("is accepted at the URL that the environment gets, with either kind of header", async () => {
    await using emulator = await start({ apiKey: "the-key" });
    expect(emulator.env.KOTOBA_ASR_URL).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v1\/realtime$/);
    for (const authorization of ["Bearer the-key", "Key the-key"]) {
      const client = await LiveAsrTestClient.open(emulator, { headers: { authorization } });
      expect(client.socket.extensions).toBe("");
      client.socket.close();
    }
  });

  it("is accepted with the subprotocols of a browser, and answered with the one that is no secret", async () => {
    await using emulator = await start({ apiKey: "the-secret" });
    const protocols = ["realtime", "kotoba-insecure-api-key.the-secret"];
    const client = await LiveAsrTestClient.open(emulator, { headers: {}, protocols });
    expect(client.socket.protocol).toBe("realtime");
    client.socket.close();
  });

  it("is refused with 401 without a key, and with a wrong one", async () => {
    await using emulator = await start({ apiKey: "the-key" });
    const body = { error: { code: "invalid_api_key", type: "authentication_error", param: null } };
    for (const options of [
      { headers: {} },
      { headers: { authorization: "Bearer another" } },
      { headers: {}, protocols: ["realtime", "kotoba-insecure-api-key.another"] },
      { headers: {}, protocols: ["realtime"] },
    ]) {
      const answer = await refusedHandshake(emulator.env.KOTOBA_ASR_URL, options);
      expect(answer).toMatchObject({ status: 401, headers: { "content-type": "application/json" }, body });
    }
  });

  it("is refused with 404 at any other path", async () => {
    await using emulator = await start();
    const answer = await refusedHandshake(`${emulator.env.KOTOBA_ASR_URL}/more`);
    expect(answer).toMatchObject({ status: 404, body: { detail: "Not Found" } });
  });

  it("is refused with 429 while there are as many sessions as there may be", async () => {
    await using emulator = await start({ maxLiveSessions: 1 });
    const client = await LiveAsrTestClient.open(emulator);
    expect(await refusedHandshake(emulator.env.KOTOBA_ASR_URL)).toMatchObject({
      status: 429,
      headers: { "retry-after": "1" },
      body: { error: { code: "too_many_concurrent_requests", type: "rate_limit_error" } },
    });
    client.socket.close();
    await client.closed;
    const next = await LiveAsrTestClient.open(emulator);
    await next.until("transcription_session.created");
    next.socket.close();
  });

  it("finds the place of a client that has left, though its recognition has not ended yet", async () => {
    const engine = new HeldEngine();
    await using emulator = await start({ engines: [engine], maxLiveSessions: 1 });
    const client = await LiveAsrTestClient.begin(emulator);
    client.append(new Int16Array(1600));
    await once(engine, "accept");
    const release = engine.holdDisposal();
    client.socket.close();
    await client.closed;
    const next = await LiveAsrTestClient.open(emulator);
    expect(next.socket.readyState).toBe(WebSocket.OPEN);
    release();
    next.socket.close();
  });
});

describe("a client that is no good", () => {
  it("may go away in the middle of its handshake, and talk nonsense after it", async () => {
    await using emulator = await start({ apiKey: "the-key" });
    const port = Number(new URL(emulator.url).port);
    const request = (key: string) =>
      "GET /v1/realtime HTTP/1.1\r\nHost: e\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: Bearer ${key}\r\n\r\n`;
    for (const key of ["the-key", "another"]) {
      const hasty = connect(port, "127.0.0.1");
      hasty.write(request(key));
      hasty.resetAndDestroy();
    }
    const socket = connect(port, "127.0.0.1");
    socket.write(request("the-key"));
    await once(socket, "data");
    socket.end(Buffer.alloc(100, 0xff));
    socket.resume();
    await once(socket, "close");
    const client = await LiveAsrTestClient.open(emulator, { headers: { authorization: "Bearer the-key" } });
    expect(await client.until("transcription_session.created")).toHaveLength(1);
    client.socket.close();
  });
});

describe("closing the emulator", () => {
  it("closes the sessions with 1001, at any stage, and waits for the end of their recognitions", async () => {
    const engine = new HeldEngine();
    const emulator = await start({ engines: [engine] });
    const greeted = await LiveAsrTestClient.open(emulator);
    const ready = await LiveAsrTestClient.begin(emulator);
    const speaking = await LiveAsrTestClient.begin(emulator);
    speaking.append(new Int16Array(1600));
    await once(engine, "accept");
    const release = engine.holdDisposal();
    const happened: string[] = [];
    engine.once("disposed", () => happened.push("disposed"));
    const closing = emulator.close().then(() => happened.push("closed"));
    expect(await Promise.all([greeted.closed, ready.closed, speaking.closed])).toEqual([1001, 1001, 1001]);
    // As long as a start and a close take.
    await (await start()).close();
    release();
    await closing;
    expect(happened).toEqual(["disposed", "closed"]);
  });

  it("stops at once what a client says that does not answer, and cuts it off after half a second", async () => {
    const engine = new HeldEngine();
    const emulator = await start({ engines: [engine] });
    const deaf = await LiveAsrTestClient.begin(emulator);
    deaf.append(new Int16Array(1600));
    await once(engine, "accept");
    deaf.socket.pause();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const disposed = once(engine, "disposed");
    const closing = emulator.close();
    await disposed;
    vi.advanceTimersByTime(500);
    await closing;
    deaf.socket.resume();
    await deaf.closed;
    expect(deaf.socket.readyState).toBe(WebSocket.CLOSED);
  });

  it("is answered by a client of which it had stopped reading, too", async () => {
    const engine = new HeldEngine();
    const emulator = await start({ engines: [engine] });
    const client = await LiveAsrTestClient.begin(emulator);
    const audio = Buffer.alloc(60_000).toString("base64");
    const frame = JSON.stringify({ type: "input_audio_buffer.append", audio });
    let taken = 0;
    const sending = (async () => {
      for (; taken < 1000 && client.socket.readyState === WebSocket.OPEN; taken++) {
        await new Promise<void>((resolve) => client.socket.send(frame, () => resolve()));
      }
    })();
    let before = 0;
    await vi.waitUntil(() => {
      const hasStopped = taken > 0 && taken === before;
      before = taken;
      return hasStopped;
    });
    expect(taken).toBeLessThan(1000);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await emulator.close();
    expect(await client.closed).toBe(1001);
    await sending;
    expect(vi.getTimerCount()).toBe(0);
  });
});
