import { parseEndpointUrl } from "./endpoint-url.ts";
import { type Environment, environmentVariable, processEnvironment } from "./environment.ts";
import { UnsupportedRouteError } from "./errors/unsupported-route-error.ts";

/** The service's three modalities: speech recognition, speech synthesis, speech-to-speech translation. */
export type Modality = "asr" | "tts" | "s2st";

/** How a route is spoken to. It follows from the URL's scheme: `http(s):` is REST, `ws(s):` is a WebSocket. */
export type RouteTransport = "rest" | "websocket";

/** Where one service is reached (contract, section 1). */
export interface Route {
  /** The service. */
  readonly modality: Modality;
  /** ISO 639-1 code of the language that goes in; null where the route does not depend on it. */
  readonly source: string | null;
  /** ISO 639-1 code of the language that comes out; null where the route does not depend on it. */
  readonly target: string | null;
  /** How it is spoken to, as the URL's scheme says. */
  readonly transport: RouteTransport;
  /** The absolute URL: of REST the base, which the paths of the contract are appended to. */
  readonly url: string;
}

type RouteKey = Omit<Route, "url">;

/** The environment variables that name a route. */
const ENVIRONMENT_ROUTES: readonly (RouteKey & { readonly variable: string })[] = [
  { variable: "KOTOBA_ASR_REST_URL", modality: "asr", source: null, target: null, transport: "rest" },
  { variable: "KOTOBA_ASR_URL", modality: "asr", source: null, target: null, transport: "websocket" },
  { variable: "KOTOBA_TTS_JA_URL", modality: "tts", source: null, target: "ja", transport: "websocket" },
  { variable: "KOTOBA_TTS_URL", modality: "tts", source: null, target: null, transport: "websocket" },
  { variable: "KOTOBA_S2ST_EN_JA_URL", modality: "s2st", source: "en", target: "ja", transport: "websocket" },
  { variable: "KOTOBA_S2ST_URL", modality: "s2st", source: null, target: null, transport: "websocket" },
];

/**
 * Which URL serves which modality and languages. A route that was registered comes before one from the environment, and the
 * exact languages before the service's default.
 */
export class RouteTable {
  readonly #registered = new Map<string, Route>();
  readonly #environment: Environment;

  /** @param environment - The variables to fall back on. Default: those of the process. */
  constructor(environment: Environment = processEnvironment()) {
    this.#environment = environment;
  }

  /**
   * Adds a route, or replaces the one with the same key. Languages are ISO 639-1 codes; `null` means any. The URL's scheme tells
   * REST (`https:`) from WebSocket (`wss:`): recognition may have one of each.
   *
   * @throws {ConfigurationError} when the URL is not an absolute http, https, ws or wss URL.
   */
  registerEndpoint(modality: Modality, source: string | null, target: string | null, url: string): void {
    const parsed = parseEndpointUrl(url, `URL registered for ${routeName({ modality, source, target })}`);
    const transport = parsed.protocol.startsWith("http") ? "rest" : "websocket";
    const route: Route = { modality, source, target, transport, url: parsed.href };
    this.#registered.set(keyOf(route), route);
  }

  /**
   * The URL for a modality and its languages: the exact route, then the service's default.
   *
   * @param transport - Default `websocket`.
   * @throws {UnsupportedRouteError} when there is none; the message lists the routes there are and the variables that would help.
   */
  endpointFor(
    modality: Modality,
    source: string | null,
    target: string | null,
    transport: RouteTransport = "websocket",
  ): string {
    const exact: RouteKey = { modality, source, target, transport };
    const url = this.#find(exact) ?? this.#find({ ...exact, source: null, target: null });
    if (url !== undefined) return url;
    throw new UnsupportedRouteError(this.#explainMissing(exact));
  }

  /** Every route there is, registered ones first. */
  registeredRoutes(): readonly Route[] {
    const fromEnvironment = ENVIRONMENT_ROUTES.flatMap(({ variable, ...key }) => {
      const url = environmentVariable(this.#environment, variable);
      return url === undefined || this.#registered.has(keyOf(key)) ? [] : [{ ...key, url }];
    });
    return [...this.#registered.values(), ...fromEnvironment];
  }

  #find(key: RouteKey): string | undefined {
    const registered = this.#registered.get(keyOf(key));
    if (registered !== undefined) return registered.url;
    const variable = ENVIRONMENT_ROUTES.find((route) => keyOf(route) === keyOf(key))?.variable;
    return variable === undefined ? undefined : this.#environmentUrl(variable);
  }

  #environmentUrl(variable: string): string | undefined {
    const value = environmentVariable(this.#environment, variable);
    return value === undefined ? undefined : parseEndpointUrl(value, `environment variable ${variable}`).href;
  }

  #explainMissing(wanted: RouteKey): string {
    const variables = ENVIRONMENT_ROUTES.filter((route) => {
      const serves = (mine: string | null, theirs: string | null) => mine === null || mine === theirs;
      return (
        route.modality === wanted.modality &&
        route.transport === wanted.transport &&
        serves(route.source, wanted.source) &&
        serves(route.target, wanted.target)
      );
    }).map((route) => route.variable);
    const known = this.registeredRoutes().map((route) => `${routeName(route)} (${route.transport})`);
    return (
      `No ${wanted.transport === "rest" ? "REST" : "WebSocket"} URL for ${routeName(wanted)}. ` +
      `Set ${variables.join(" or ")}, pass url, or call registerEndpoint. ` +
      `Routes there are: ${known.length === 0 ? "none" : known.join(", ")}.`
    );
  }
}

function keyOf({ modality, source, target, transport }: RouteKey): string {
  return [modality, source ?? "*", target ?? "*", transport].join(" ");
}

function routeName({ modality, source, target }: Omit<RouteKey, "transport">): string {
  if (source === null && target === null) return modality;
  return `${modality} ${source ?? "any"}→${target ?? "any"}`;
}

/** The table that clients use unless they are given one of their own. */
export const processRoutes: RouteTable = new RouteTable();

/** {@link RouteTable.registerEndpoint} on the table of the process. */
export function registerEndpoint(
  modality: Modality,
  source: string | null,
  target: string | null,
  url: string,
): void {
  processRoutes.registerEndpoint(modality, source, target, url);
}

/** {@link RouteTable.endpointFor} on the table of the process. */
export function endpointFor(
  modality: Modality,
  source: string | null,
  target: string | null,
  transport?: RouteTransport,
): string {
  return processRoutes.endpointFor(modality, source, target, transport);
}

/** {@link RouteTable.registeredRoutes} on the table of the process. */
export function registeredRoutes(): readonly Route[] {
  return processRoutes.registeredRoutes();
}
