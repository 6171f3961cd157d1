import { startScriptedSocketServer } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import { speakAll, TEST_KEY } from "./synthesis/tts-test-bed.ts";
import { TtsClient } from "./tts-client.ts";

describe("TtsClient", () => {
  it("sends its key, and a client secret in its place", async () => {
    await using server = await startScriptedSocketServer(async (peer) => {
      await peer.receive();
      peer.send({ type: "session.created", format: "pcm16", sample_rate: 8000 });
      await speakAll(peer);
    });
    await using tts = new TtsClient({ apiKey: TEST_KEY, url: server.url });
    await tts.synthesize("text");
    await tts.synthesize("text", { clientSecret: "short-lived" });
    expect(server.upgrades[0]?.authorization).toBe(`Bearer ${TEST_KEY}`);
    expect(server.upgrades[1]?.authorization).toBeUndefined();
    expect(server.upgrades[1]?.["sec-websocket-protocol"]).toContain("short-lived");
  });

  it("goes where a call says, else where it was told, and takes an origin for the usual path", async () => {
    await using refusing = await startScriptedSocketServer({ status: 404, body: {} });
    await using tts = new TtsClient({ apiKey: "k", url: "https://elsewhere.invalid", maxRetries: 0 });
    const url = refusing.url.replace("ws:", "http:");
    const error = await tts.synthesize("text", { url }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "ProtocolError", status: 404 });
    expect(String(error)).toContain(`${refusing.url.replace("ws:", "")}/v2/tts/ws`);
    expect(refusing.upgrades).toHaveLength(1);
  });

  it("refuses bad options at once, naming them", () => {
    expect(() => new TtsClient({ url: "host" })).toThrow("url");
    expect(() => new TtsClient({ url: "http://tts.example" })).toThrow("allowInsecure");
    expect(() => new TtsClient({ timeoutMs: -1 })).toThrow("timeoutMs");
  });
});
