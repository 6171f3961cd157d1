import { AsrClient } from "@kotoba/sdk";
import { type Configuration, shownValue } from "../configuration/configuration.ts";
import { flagProblem, type RouteInForce, shownUrl } from "../configuration/routes-in-force.ts";
import { ExitCode } from "../exit-codes.ts";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { type Finding, failure, failureOf, ok, warning } from "./finding.ts";

/** What is configured, where it comes from, and whether it can be right. */
export function checkConfiguration(
  { path, settings, warnings }: Configuration,
  routes: readonly RouteInForce[],
  flags: GlobalFlags,
): readonly Finding[] {
  const isUsed = settings.some(({ origin }) => origin === "file");
  return [
    ok("file", isUsed ? path : `nothing in ${path} is in use`),
    ...warnings.map((text) => warning("file", text)),
    keyFinding(settings),
    ...routeFindings(settings, routes, flags),
    ...settings.flatMap(({ variable, value }) => {
      const wrong = variable.name === "KOTOBA_LOG" ? variable.problem(value) : undefined;
      return wrong === undefined ? [] : [failure("KOTOBA_LOG", wrong, ExitCode.usage)];
    }),
  ];
}

function keyFinding(settings: Configuration["settings"]): Finding {
  const setting = settings.find(({ variable }) => variable.name === "KOTOBA_API_KEY");
  if (setting === undefined) {
    return failure(
      "key",
      "there is none",
      ExitCode.authentication,
      "Set KOTOBA_API_KEY, or use kotoba config set KOTOBA_API_KEY -. (Without a key: kotoba emulator.)",
    );
  }
  const wrong = setting.variable.problem(setting.value);
  if (wrong !== undefined) {
    return failure(
      "key",
      `KOTOBA_API_KEY (${setting.origin}) ${wrong}`,
      ExitCode.authentication,
      "Set it again.",
    );
  }
  return ok("key", `${shownValue(setting)} (${setting.origin})`);
}

function routeFindings(
  settings: Configuration["settings"],
  routes: readonly RouteInForce[],
  flags: GlobalFlags,
): readonly Finding[] {
  if (routes.length === 0) {
    return [
      failure(
        "routes",
        "no URL is set",
        ExitCode.usage,
        "Set KOTOBA_ASR_REST_URL and the like (kotoba routes lists them), or use --url.",
      ),
    ];
  }
  const findings = routes.map((route) => {
    const { name, origin, url } = route;
    const wrong = urlProblem(settings, route, flags);
    if (wrong !== undefined)
      return failure(name, wrong, ExitCode.usage, `Mend it: it comes from the ${origin}.`);
    return insecure(route, flags) ?? ok(name, `${shownUrl(url)} (${origin})`);
  });
  // A flag that is wrong is wrong for each of the services, and told once.
  return findings.filter(
    ({ check, message }, index) =>
      findings.findIndex((other) => other.check === check && other.message === message) === index,
  );
}

function urlProblem(
  settings: Configuration["settings"],
  { name, origin }: RouteInForce,
  { url }: GlobalFlags,
) {
  if (origin === "flag") return url === undefined ? undefined : flagProblem(url);
  const setting = settings.find(({ variable }) => variable.name === name);
  return setting?.variable.problem(setting.value);
}

/** The failure where the SDK would not send the key. */
function insecure({ name, url }: RouteInForce, { allowInsecure }: GlobalFlags): Finding | undefined {
  try {
    new AsrClient({ url: url?.href, allowInsecure, logger: console });
    return undefined;
  } catch (error) {
    return failureOf(name, error, "");
  }
}
