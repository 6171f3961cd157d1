import { ClientContext, ConfigurationError, RouteTable, UnsupportedRouteError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { ttsUrl } from "./tts-url.ts";

const context = (environment: Readonly<Record<string, string>> = {}) =>
  new ClientContext({ apiKey: "test-key-123456", routes: new RouteTable(environment) }, { environment });

describe("the URL of synthesis", () => {
  it.each([
    ["wss://host/v2/tts/ws", "wss://host/v2/tts/ws"],
    ["wss://host/other?voice=a", "wss://host/other?voice=a"],
    ["wss://host", "wss://host/v2/tts/ws"],
    ["https://host", "wss://host/v2/tts/ws"],
    ["https://host/", "wss://host/v2/tts/ws"],
    ["https://host:8443/synthesis", "wss://host:8443/synthesis"],
    ["http://127.0.0.1:8080", "ws://127.0.0.1:8080/v2/tts/ws"],
  ])("for %s is %s", (url, expected) => {
    expect(ttsUrl(context(), url, "ja").href).toBe(expected);
  });

  it("comes from the routes when the call names none, that of the language first", () => {
    const both = context({
      KOTOBA_TTS_JA_URL: "wss://ja.host/v2/tts/ws",
      KOTOBA_TTS_URL: "https://any.host",
    });
    expect(ttsUrl(both, undefined, "ja").href).toBe("wss://ja.host/v2/tts/ws");
    expect(ttsUrl(both, undefined, "en").href).toBe("wss://any.host/v2/tts/ws");
    const routes = new RouteTable({});
    routes.registerEndpoint("tts", null, "ko", "wss://ko.host/tts");
    const registered = new ClientContext({ apiKey: "k", routes }, { environment: {} });
    expect(ttsUrl(registered, undefined, "ko").href).toBe("wss://ko.host/tts");
    expect(() => ttsUrl(registered, undefined, "en")).toThrow("KOTOBA_TTS_URL");
  });

  it("is refused when it is unknown, unusable, or would carry the key in cleartext", () => {
    expect(() => ttsUrl(context(), undefined, "ja")).toThrow(UnsupportedRouteError);
    expect(() => ttsUrl(context(), "ftp://host", "ja")).toThrow(ConfigurationError);
    expect(() => ttsUrl(context(), "http://host", "ja")).toThrow("unencrypted");
    expect(() => ttsUrl(context(), "ws://host/v2/tts/ws", "ja")).toThrow("unencrypted");
  });
});
