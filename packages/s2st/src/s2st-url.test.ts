import { ClientContext, ConfigurationError, RouteTable, UnsupportedRouteError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { s2stUrl } from "./s2st-url.ts";

const context = (environment: Readonly<Record<string, string>> = {}) =>
  new ClientContext({ apiKey: "test-key-123456", routes: new RouteTable(environment) }, { environment });
const EN_JA = { source: "en", target: "ja" };
const JA_EN = { source: "ja", target: "en" };

describe("the URL of translation", () => {
  it.each([
    ["wss://host/sts", "wss://host/sts"],
    ["wss://host/v1/realtime_voice?voice=a", "wss://host/v1/realtime_voice?voice=a"],
    ["wss://host", "wss://host/sts"],
    ["https://host/", "wss://host/sts"],
    ["https://host:8443/translation", "wss://host:8443/translation"],
    ["http://127.0.0.1:8080", "ws://127.0.0.1:8080/sts"],
  ])("for %s is %s", (url, expected) => {
    expect(s2stUrl(context(), url, EN_JA).href).toBe(expected);
  });

  it("comes from the routes when the call names none, that of the pair first", () => {
    const both = context({
      KOTOBA_S2ST_EN_JA_URL: "wss://en-ja.host/sts",
      KOTOBA_S2ST_URL: "https://any.host",
    });
    expect(s2stUrl(both, undefined, EN_JA).href).toBe("wss://en-ja.host/sts");
    expect(s2stUrl(both, undefined, JA_EN).href).toBe("wss://any.host/sts");
    const routes = new RouteTable({});
    routes.registerEndpoint("s2st", "ja", "en", "wss://ja-en.host/sts");
    const registered = new ClientContext({ apiKey: "k", routes }, { environment: {} });
    expect(s2stUrl(registered, undefined, JA_EN).href).toBe("wss://ja-en.host/sts");
  });

  it("is refused for a pair that no route serves, with the routes there are and what would help", () => {
    const one = context({ KOTOBA_S2ST_EN_JA_URL: "wss://en-ja.host/sts" });
    expect(() => s2stUrl(one, undefined, JA_EN)).toThrow(UnsupportedRouteError);
    expect(() => s2stUrl(one, undefined, JA_EN)).toThrow(/s2st ja→en.*KOTOBA_S2ST_URL.*s2st en→ja/);
    expect(() => s2stUrl(context(), undefined, EN_JA)).toThrow("KOTOBA_S2ST_EN_JA_URL or KOTOBA_S2ST_URL");
  });

  it("is refused when it is unusable, or would carry the key in cleartext", () => {
    expect(() => s2stUrl(context(), "ftp://host", EN_JA)).toThrow(ConfigurationError);
    expect(() => s2stUrl(context(), "http://host", EN_JA)).toThrow("unencrypted");
    expect(() => s2stUrl(context(), "ws://host/sts", EN_JA)).toThrow("unencrypted");
  });
});
