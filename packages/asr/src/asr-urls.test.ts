import { ClientContext, ConfigurationError, RouteTable, UnsupportedRouteError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { liveUrl, restBaseUrl } from "./asr-urls.ts";

const context = (environment: Readonly<Record<string, string>> = {}) =>
  new ClientContext({ apiKey: "test-key-123456", routes: new RouteTable(environment) }, { environment });

describe("the live URL", () => {
  it.each([
    ["wss://host/v1/realtime", "wss://host/v1/realtime"],
    ["wss://host/other?model=a", "wss://host/other?model=a"],
    ["https://host/v1", "wss://host/v1/realtime"],
    ["https://host/v1/", "wss://host/v1/realtime"],
    ["https://host", "wss://host/v1/realtime"],
    ["https://host:8443/api/v2", "wss://host:8443/api/v2/realtime"],
    ["http://127.0.0.1:80/v1", "ws://127.0.0.1/v1/realtime"],
  ])("for %s is %s", (url, expected) => {
    expect(liveUrl(context(), url).href).toBe(expected);
  });

  it("comes from the routes when the call names none", () => {
    const environment = { KOTOBA_ASR_URL: "wss://live.host/v1/realtime" };
    expect(liveUrl(context(environment), undefined).href).toBe("wss://live.host/v1/realtime");
  });

  it("is refused when it is unknown, unusable, or would carry the key in cleartext", () => {
    expect(() => liveUrl(context(), undefined)).toThrow(UnsupportedRouteError);
    expect(() => liveUrl(context(), "ftp://host")).toThrow(ConfigurationError);
    expect(() => liveUrl(context(), "ws://host/v1/realtime")).toThrow("unencrypted");
    expect(() => liveUrl(context(), "http://host/v1")).toThrow("unencrypted");
  });
});

it("the REST base is found beside a live URL", () => {
  expect(restBaseUrl(context(), "wss://host/v1/realtime").href).toBe("https://host/v1/");
});
