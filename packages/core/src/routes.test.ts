import { describe, expect, it } from "vitest";
import { ConfigurationError } from "./errors/configuration-error.ts";
import { UnsupportedRouteError } from "./errors/unsupported-route-error.ts";
import { RouteTable } from "./routes.ts";

describe("RouteTable", () => {
  it("prefers the exact languages, then the service's default, and a registered route to the environment", () => {
    const table = new RouteTable({
      KOTOBA_TTS_JA_URL: "wss://env-ja/",
      KOTOBA_TTS_URL: "wss://env/",
      KOTOBA_ASR_URL: " ",
    });
    expect(table.endpointFor("tts", null, "ja")).toBe("wss://env-ja/");
    expect(table.endpointFor("tts", null, "ko")).toBe("wss://env/");
    table.registerEndpoint("tts", null, "ko", "wss://mine/ko");
    table.registerEndpoint("tts", null, "ja", "wss://mine/ja");
    expect(table.endpointFor("tts", null, "ko")).toBe("wss://mine/ko");
    expect(table.endpointFor("tts", null, "ja")).toBe("wss://mine/ja");
    expect(table.registeredRoutes().map((route) => route.url)).toEqual([
      "wss://mine/ko",
      "wss://mine/ja",
      "wss://env/",
    ]);
  });

  it("keeps the REST and the WebSocket route of recognition apart, by the scheme of the URL", () => {
    const table = new RouteTable({});
    table.registerEndpoint("asr", null, null, "https://host/v1");
    table.registerEndpoint("asr", null, null, "wss://host/v1/realtime");
    expect(table.endpointFor("asr", null, null, "rest")).toBe("https://host/v1");
    expect(table.endpointFor("asr", null, null)).toBe("wss://host/v1/realtime");
  });

  it("says which routes there are and which variables would help", () => {
    const table = new RouteTable({ KOTOBA_ASR_URL: "wss://host/v1/realtime?token=hidden" });
    const attempt = (...key: Parameters<RouteTable["endpointFor"]>) => {
      try {
        return table.endpointFor(...key);
      } catch (error) {
        expect(error).toBeInstanceOf(UnsupportedRouteError);
        return String(error);
      }
    };
    expect(attempt("asr", null, null, "rest")).toContain("KOTOBA_ASR_REST_URL");
    expect(attempt("asr", null, null, "rest")).toContain("asr (websocket)");
    expect(attempt("s2st", "en", "ja")).toContain("KOTOBA_S2ST_EN_JA_URL or KOTOBA_S2ST_URL");
    expect(attempt("s2st", "ja", "en")).toMatch(/Set KOTOBA_S2ST_URL,/);
    expect(attempt("s2st", "ja", "en")).not.toContain("hidden");
  });

  it("is not held up by a variable that another route would need", () => {
    const table = new RouteTable({ KOTOBA_TTS_URL: "no-url", KOTOBA_ASR_URL: "wss://host/" });
    expect(table.endpointFor("asr", null, null)).toBe("wss://host/");
    expect(() => table.endpointFor("asr", null, null, "rest")).toThrow(UnsupportedRouteError);
    expect(() => table.endpointFor("tts", null, "ja")).toThrow("KOTOBA_TTS_URL");
  });

  it("refuses what is no URL, naming where it stands", () => {
    const table = new RouteTable({ KOTOBA_ASR_URL: "host/v1/realtime" });
    expect(() => table.endpointFor("asr", null, null)).toThrow("environment variable KOTOBA_ASR_URL");
    for (const url of ["", "/v1", "ftp://host/", "https://user:password@host/"]) {
      expect(() => table.registerEndpoint("tts", null, "ko", url)).toThrow(ConfigurationError);
      expect(() => table.registerEndpoint("tts", null, "ko", url)).not.toThrow("password");
    }
  });
});
