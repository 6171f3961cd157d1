import { Readable } from "node:stream";
import { encodeWav } from "@kotoba/audio";
import { ClientContext, RouteTable } from "@kotoba/core";
import { startScriptedSocketServer } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import { S2stClient } from "./s2st-client.ts";
import {
  afterHandshake,
  COMMITTED,
  caught,
  drain,
  PAIR,
  receiveAudio,
  TEST_KEY,
} from "./translation/s2st-test-bed.ts";
import type { S2stOptions } from "./translation/translation-options.ts";

const RECORDING = encodeWav(new Int16Array(100), { sampleRate: 24_000 });
const answering = afterHandshake(async (peer) => {
  await receiveAudio(peer);
  peer.send(COMMITTED);
});

describe("S2stClient", () => {
  it("sends its key, and a client secret in its place", async () => {
    await using server = await startScriptedSocketServer(answering);
    await using s2st = new S2stClient({ apiKey: TEST_KEY, url: server.url });
    await s2st.translate(RECORDING, PAIR);
    await s2st.translate(RECORDING, { ...PAIR, clientSecret: "short-lived" });
    expect(server.upgrades[0]?.authorization).toBe(`Bearer ${TEST_KEY}`);
    expect(server.upgrades[1]?.authorization).toBeUndefined();
    expect(server.upgrades[1]?.["sec-websocket-protocol"]).toContain("short-lived");
  });

  it("goes where a call says, else where it was told, and takes an origin for the usual path", async () => {
    await using refusing = await startScriptedSocketServer({ status: 404, body: {} });
    await using s2st = new S2stClient({ apiKey: "k", url: "https://elsewhere.invalid", maxRetries: 0 });
    const url = refusing.url.replace("ws:", "http:");
    const calls = [s2st.translate(RECORDING, { ...PAIR, url }), s2st.stream({ ...PAIR, url })];
    for (const error of await Promise.all(calls.map(caught))) {
      expect(error).toMatchObject({ name: "ProtocolError", status: 404 });
      expect(String(error)).toContain(`${refusing.url.replace("ws:", "")}/sts`);
    }
    expect(refusing.upgrades).toHaveLength(2);
  });

  it("goes where the route of the pair leads, and nowhere without one", async () => {
    await using server = await startScriptedSocketServer(answering);
    const routes = new RouteTable({});
    routes.registerEndpoint("s2st", "en", "ja", `${server.url}/sts`);
    await using s2st = new S2stClient({ apiKey: "k", routes });
    await s2st.translate(RECORDING, PAIR);
    const pair = { source: "ja", target: "en" };
    const calls = [s2st.translate(RECORDING, pair), s2st.stream(pair)];
    for (const error of await Promise.all(calls.map(caught))) {
      expect(error).toMatchObject({ name: "UnsupportedRouteError", code: "unsupported_route" });
      expect(String(error)).toContain("s2st en→ja");
    }
    expect(server.upgrades).toHaveLength(1);
  });

  it("ends its sessions and its calls when it is closed", async () => {
    await using server = await startScriptedSocketServer(afterHandshake());
    const s2st = new S2stClient({ apiKey: "k", url: server.url });
    const session = await s2st.stream(PAIR);
    async function* hanging() {
      await new Promise(() => {});
      yield RECORDING;
    }
    const waiting = caught(s2st.translate(hanging(), PAIR));
    await s2st.close();
    const closed = { name: "ConfigurationError", code: "client_closed" };
    expect((await drain(session)).error).toMatchObject(closed);
    expect(await waiting).toMatchObject(closed);
    expect(await caught(s2st.stream(PAIR))).toMatchObject(closed);
    const stream = Readable.from([RECORDING]);
    expect(await caught(s2st.translate(stream, PAIR))).toMatchObject(closed);
    expect(stream.readableDidRead).toBe(false);
  });

  it("leaves open what it shares with others when it is closed", async () => {
    await using server = await startScriptedSocketServer(answering);
    await using context = new ClientContext({ apiKey: "k" });
    const s2st = new S2stClient({ url: server.url }, context);
    await s2st.close();
    expect((await s2st.translate(RECORDING, PAIR)).durationSeconds).toBe(0);
  });

  it("refuses bad options at once, naming them", async () => {
    expect(() => new S2stClient({ url: "host" })).toThrow("url");
    expect(() => new S2stClient({ url: "http://s2st.example" })).toThrow("allowInsecure");
    expect(() => new S2stClient({ timeoutMs: -1 })).toThrow("timeoutMs");
    await using s2st = new S2stClient({ apiKey: "k", url: "https://host.invalid" });
    const nothing = undefined as unknown as S2stOptions;
    const calls = [s2st.stream(nothing), s2st.translate(RECORDING, nothing)];
    for (const error of await Promise.all(calls.map(caught))) {
      expect(error).toMatchObject({ name: "ConfigurationError" });
    }
  });
});
