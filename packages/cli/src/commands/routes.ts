import { Command } from "commander";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { jsonDocument } from "../output/json-document.ts";

/** `kotoba routes` */
export function routesCommand(): Command {
  return new Command("routes")
    .description("Print where each service is reached, and what says so.")
    .addHelpText(
      "after",
      `
A route of the exact languages comes before one for any. URLs are shown without their query.

Examples:
  $ kotoba routes
  $ kotoba routes --json
  $ kotoba routes --url https://HOST               what one address stands for`,
    )
    .action((_flags: unknown, command: Command) => routes(command.optsWithGlobals()));
}

const ORIGINS = { environment: "environment", file: "configuration file", flag: "command line" };

async function routes(flags: GlobalFlags): Promise<void> {
  const { readConfiguration } = await import("../configuration/configuration.ts");
  const { flagProblem, languagesOf, missingRoutes, routesInForce, shownUrl } = await import(
    "../configuration/routes-in-force.ts"
  );
  const { textTable } = await import("../output/text-table.ts");
  const problem = flags.url === undefined ? undefined : flagProblem(flags.url);
  if (problem !== undefined) {
    const { ConfigurationError } = await import("@kotoba/sdk");
    throw new ConfigurationError(`--url ${problem}.`);
  }
  const configuration = await readConfiguration();
  for (const warning of configuration.warnings) console.error(`kotoba: ${warning}`);
  const found = routesInForce(flags, configuration);
  if (flags.json) {
    const shown = found.map((route) => ({ ...route, url: shownUrl(route.url) }));
    process.stdout.write(jsonDocument({ routes: shown }));
    return;
  }
  if (found.length > 0) {
    const rows = found.map((route) => [
      route.modality,
      languagesOf(route),
      route.transport,
      shownUrl(route.url),
      `${route.name} (${ORIGINS[route.origin]})`,
    ]);
    process.stdout.write(textTable(["SERVICE", "LANGUAGES", "TRANSPORT", "URL", "FROM"], rows));
  }
  const missing = missingRoutes(found);
  if (missing.length > 0) console.error(`Not set: ${missing.join(", ")}`);
}
