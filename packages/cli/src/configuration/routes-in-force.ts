import type { Modality, RouteTransport } from "@kotoba/sdk";
import type { GlobalFlags } from "../flags/global-flags.ts";
import type { Configuration, Setting } from "./configuration.ts";
import { urlProblem } from "./known-variables.ts";

/** Where the command reaches a service, and why there. */
export interface RouteInForce {
  readonly modality: Modality;
  /** The language that goes in; null for any. */
  readonly source: string | null;
  /** The language that comes out; null for any. */
  readonly target: string | null;
  readonly transport: RouteTransport;
  /** Undefined where what was given is no URL. */
  readonly url: URL | undefined;
  readonly origin: Setting["origin"] | "flag";
  /** The variable or flag that says it. */
  readonly name: string;
}

type RouteKey = Pick<RouteInForce, "modality" | "source" | "target" | "transport">;

/** What each variable is for (contract, section 1), in the order of showing. */
const ROUTES: ReadonlyMap<string, RouteKey> = new Map([
  ["KOTOBA_ASR_REST_URL", { modality: "asr", source: null, target: null, transport: "rest" }],
  ["KOTOBA_ASR_URL", { modality: "asr", source: null, target: null, transport: "websocket" }],
  ["KOTOBA_TTS_JA_URL", { modality: "tts", source: null, target: "ja", transport: "websocket" }],
  ["KOTOBA_TTS_URL", { modality: "tts", source: null, target: null, transport: "websocket" }],
  ["KOTOBA_S2ST_EN_JA_URL", { modality: "s2st", source: "en", target: "ja", transport: "websocket" }],
  ["KOTOBA_S2ST_URL", { modality: "s2st", source: null, target: null, transport: "websocket" }],
]);

/** The routes that commands use with these flags, and this configuration. `--url` is for every service. */
export function routesInForce({ url }: GlobalFlags, { settings }: Configuration): readonly RouteInForce[] {
  if (url !== undefined) {
    const given = flagProblem(url) === undefined ? new URL(url) : undefined;
    return [...ROUTES.values()]
      .filter(({ target }) => target === null)
      .map((key) => ({ ...key, url: usualUrl(given, key), origin: "flag", name: "--url" }));
  }
  return [...ROUTES].flatMap(([name, key]): RouteInForce[] => {
    const setting = settings.find(({ variable }) => variable.name === name);
    if (setting === undefined) return [];
    return [{ ...key, url: parsedUrl(setting.value), origin: setting.origin, name }];
  });
}

/** What is wrong with the value of `--url`; undefined when nothing is. */
export function flagProblem(url: string): string | undefined {
  return urlProblem(url, "https://HOST");
}

/** The variables that are not set although they would say where a service is. */
export function missingRoutes(routes: readonly RouteInForce[]): readonly string[] {
  const isServed = ({ modality, transport }: RouteKey) =>
    routes.some((route) => route.modality === modality && route.transport === transport);
  return [...ROUTES].filter(([, key]) => key.target === null && !isServed(key)).map(([name]) => name);
}

/** The languages of a route, for people. */
export function languagesOf({ source, target }: RouteKey): string {
  if (source !== null && target !== null) return `${source}→${target}`;
  return target ?? source ?? "any";
}

/** A URL as it may be shown: without credentials or query. */
export function shownUrl(url: URL | undefined): string {
  return url === undefined ? "(no URL)" : `${url.protocol}//${url.host}${url.pathname}`;
}

function parsedUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}

const USUAL_PATHS = { asr: "/v1/realtime", tts: "/v2/tts/ws", s2st: "/sts" } as const;

/** What the clients make of a URL that is for several services. */
function usualUrl(given: URL | undefined, { modality, transport }: RouteKey): URL | undefined {
  if (given === undefined) return undefined;
  const url = new URL(given);
  const isEncrypted = /^(https|wss):$/.test(url.protocol);
  const wasLive = /^wss?:$/.test(url.protocol);
  if (transport === "rest") {
    url.protocol = isEncrypted ? "https:" : "http:";
    if (wasLive) url.pathname = url.pathname.replace(/\/realtime\/?$/, "/");
    if (url.pathname === "/") url.pathname = "/v1";
    return url;
  }
  url.protocol = isEncrypted ? "wss:" : "ws:";
  if (url.pathname === "/") url.pathname = USUAL_PATHS[modality];
  else if (modality === "asr" && !wasLive) url.pathname = `${url.pathname.replace(/\/+$/, "")}/realtime`;
  return url;
}
