import { startScriptedHttpServer, startScriptedSocketServer } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import { KotobaClient } from "./kotoba-client.ts";

describe("KotobaClient", () => {
  it("finds recognition at the usual path of a deployment, unless told where it is", async () => {
    await using server = await startScriptedHttpServer({ status: 202, body: {} });
    await using whole = new KotobaClient({ apiKey: "k", url: server.url });
    await whole.asr.getJob("j");
    await using apart = new KotobaClient({
      apiKey: "k",
      url: "https://elsewhere.example",
      asrUrl: `${server.url}/asr/v1`,
    });
    await apart.asr.getJob("j");
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/v1/transcription_jobs/j",
      "/asr/v1/transcription_jobs/j",
    ]);
  });

  it("finds synthesis at the usual path of a deployment, unless told where it is", async () => {
    await using server = await startScriptedSocketServer({ status: 404, body: {} });
    const origin = server.url.replace("ws:", "http:");
    const refusal = (client: KotobaClient) =>
      client.tts.synthesize("text", { maxRetries: 0 }).catch((error: unknown) => String(error));
    await using whole = new KotobaClient({ apiKey: "k", url: origin });
    expect(await refusal(whole)).toContain("/v2/tts/ws");
    await using apart = new KotobaClient({
      apiKey: "k",
      url: "https://elsewhere.example",
      ttsUrl: `${server.url}/tts`,
    });
    expect(await refusal(apart)).toContain("/tts");
    expect(server.upgrades).toHaveLength(2);
  });

  it("finds translation at the usual path of a deployment, unless told where it is", async () => {
    await using server = await startScriptedSocketServer({ status: 404, body: {} });
    const pair = { source: "en", target: "ja", maxRetries: 0 };
    const refusal = (client: KotobaClient) =>
      client.s2st.stream(pair).catch((error: unknown) => String(error));
    await using whole = new KotobaClient({ apiKey: "k", url: server.url.replace("ws:", "http:") });
    expect(await refusal(whole)).toContain("/sts ");
    await using apart = new KotobaClient({
      apiKey: "k",
      url: "https://elsewhere.example",
      s2stUrl: `${server.url}/v1/realtime_voice`,
    });
    expect(await refusal(apart)).toContain("/v1/realtime_voice ");
    expect(server.upgrades).toHaveLength(2);
  });

  it("ends the calls under way when it is closed; closing a part of it closes nothing", async () => {
    await using server = await startScriptedHttpServer({ status: 202, body: {} }, "hang");
    const client = new KotobaClient({ apiKey: "k", url: server.url });
    await client.asr.close();
    expect(await client.asr.getJob("j")).toEqual({ state: "processing" });
    await server.requestArrives();
    const hanging = client.asr.getJob("j").catch((error: unknown) => error);
    await server.requestArrives();
    await client.close();
    expect(await hanging).toMatchObject({ name: "ConfigurationError", code: "client_closed" });
    await expect(client.asr.getJob("j")).rejects.toMatchObject({ code: "client_closed" });
  });

  it("refuses bad options at once, naming them", () => {
    expect(() => new KotobaClient({ timeoutMs: Number.NaN })).toThrow("timeoutMs");
    expect(() => new KotobaClient({ maxRetries: -1 })).toThrow("maxRetries");
    expect(() => new KotobaClient({ url: "host" })).toThrow("url");
    expect(() => new KotobaClient({ url: "http://asr.example" })).toThrow("allowInsecure");
    // What a program without types may pass.
    const untyped = (options: unknown) => () => new KotobaClient(options as object);
    expect(untyped("a-key")).toThrow("must be an object");
    expect(untyped({ logger: {} })).toThrow("logger");
    expect(untyped({ timeoutMs: "5" })).toThrow('not "5"');
  });
});
