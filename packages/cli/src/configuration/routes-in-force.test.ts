import { expect, it } from "vitest";
import { knownVariable } from "./known-variables.ts";
import { languagesOf, missingRoutes, routesInForce, shownUrl } from "./routes-in-force.ts";

function configuration(values: Readonly<Record<string, string>>) {
  const settings = Object.entries(values).map(([name, value]) => {
    const variable = knownVariable(name);
    if (variable === undefined) throw new Error(`no variable ${name}`);
    return { variable, value, origin: "file" as const };
  });
  return { path: "/config", settings, warnings: [] };
}

it("come from the variables, each for what it serves", () => {
  const routes = routesInForce(
    {},
    configuration({
      KOTOBA_API_KEY: "secret",
      KOTOBA_S2ST_EN_JA_URL: "wss://me:secret@host/sts?token=secret",
      KOTOBA_TTS_JA_URL: "secret",
      KOTOBA_ASR_REST_URL: "https://host/v1",
    }),
  );
  expect(routes.map((route) => [route.name, languagesOf(route), shownUrl(route.url)])).toEqual([
    ["KOTOBA_ASR_REST_URL", "any", "https://host/v1"],
    ["KOTOBA_TTS_JA_URL", "ja", "(no URL)"],
    ["KOTOBA_S2ST_EN_JA_URL", "en→ja", "wss://host/sts"],
  ]);
  expect(missingRoutes(routes)).toEqual(["KOTOBA_ASR_URL"]);
});

it.each([
  ["https://host", "https://host/v1", "wss://host/v1/realtime", "wss://host/v2/tts/ws", "wss://host/sts"],
  [
    "http://127.0.0.1:80/v1/",
    "http://127.0.0.1/v1/",
    "ws://127.0.0.1/v1/realtime",
    "ws://127.0.0.1/v1/",
    "ws://127.0.0.1/v1/",
  ],
  [
    "wss://host/v1/realtime",
    "https://host/v1/",
    "wss://host/v1/realtime",
    "wss://host/v1/realtime",
    "wss://host/v1/realtime",
  ],
])("are with --url %s what the clients make of it", (url, ...expected) => {
  const routes = routesInForce({ url }, configuration({ KOTOBA_TTS_JA_URL: "wss://other" }));
  expect(routes.map((route) => route.url?.href)).toEqual(expected);
  expect(routes.map((route) => route.modality)).toEqual(["asr", "asr", "tts", "s2st"]);
  expect(new Set(routes.map((route) => route.name))).toEqual(new Set(["--url"]));
});
