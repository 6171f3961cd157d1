import { KotobaClient, KotobaError, Network } from "@kotoba/sdk";
import {
  applyConfiguration,
  type Configuration,
  environmentConfiguration,
  readConfiguration,
} from "../configuration/configuration.ts";
import { type RouteInForce, routesInForce } from "../configuration/routes-in-force.ts";
import { clientOptions, type GlobalFlags } from "../flags/global-flags.ts";
import { checkConfiguration } from "./check-configuration.ts";
import { checkHost } from "./check-host.ts";
import { checkRest } from "./check-rest.ts";
import { checkSession } from "./check-session.ts";
import { type Finding, failureOf, type Section } from "./finding.ts";

/** For an answer, and for the connection before it. */
const ANSWER_LIMIT_MS = 8000;

/** Looks at everything between this machine and the service. Nothing that is asked of the service is billed. */
export async function diagnose(flags: GlobalFlags): Promise<readonly Section[]> {
  const { configuration, problems } = await configurationInForce();
  const routes = routesInForce(flags, configuration);
  const findings = [...problems, ...checkConfiguration(configuration, routes, flags)];
  // A route that is wrong is one of the findings by now: the rest is about the others.
  const usable = routes.filter((route) => isUsable(route, findings));
  const hasKey = findings.every(({ check, status }) => check !== "key" || status === "ok");
  const canAsk = hasKey && usable.length > 0 && findings.every(({ check }) => check !== "KOTOBA_LOG");
  const network = new Network({ ca: flags.ca });
  const [hosts, services] = await Promise.all([
    Promise.all(
      hostsOf(usable).map(async (url) => ({ title: url.host, findings: await checkHost(url, network) })),
    ),
    canAsk ? checkServices(flags, usable) : [],
  ]);
  return [{ title: "Configuration", findings }, ...hosts, ...services];
}

/** A file that cannot be read is a finding, and leaves the environment. */
async function configurationInForce(): Promise<{
  readonly configuration: Configuration;
  readonly problems: readonly Finding[];
}> {
  try {
    const configuration = await readConfiguration();
    applyConfiguration(configuration);
    return { configuration, problems: [] };
  } catch (error) {
    if (!KotobaError.isInstance(error)) throw error;
    return { configuration: environmentConfiguration(), problems: [failureOf("file", error, "")] };
  }
}

function isUsable({ name, url }: RouteInForce, findings: readonly Finding[]): boolean {
  return url !== undefined && findings.every(({ check, status }) => check !== name || status === "ok");
}

/** One URL for each host and port; that of REST where there is one, because it answers plain requests. */
function hostsOf(routes: readonly RouteInForce[]): readonly URL[] {
  const hosts = new Map<string, URL>();
  for (const { url } of routes) {
    if (url === undefined) continue;
    const key = `${/^(https|wss):$/.test(url.protocol)} ${url.host}`;
    if (!hosts.has(key)) hosts.set(key, url);
  }
  return [...hosts.values()];
}

async function checkServices(
  flags: GlobalFlags,
  routes: readonly RouteInForce[],
): Promise<readonly Section[]> {
  await using client = new KotobaClient({ ...clientOptions(flags), timeoutMs: ANSWER_LIMIT_MS });
  const live = routes.filter(({ transport }) => transport === "websocket");
  const [rest, sessions] = await Promise.all([
    routes.some(({ transport }) => transport === "rest") ? checkRest(client) : [],
    Promise.all(live.map((route) => checkSession(client, route))),
  ]);
  return [
    { title: "REST", findings: rest },
    { title: "Live sessions", findings: sessions },
  ].filter(({ findings }) => findings.length > 0);
}
