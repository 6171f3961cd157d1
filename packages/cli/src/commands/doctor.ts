import { Command } from "commander";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { jsonDocument } from "../output/json-document.ts";

/** `kotoba doctor` */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Look at everything between this machine and the service, and say what to mend.")
    .addHelpText(
      "after",
      `
It looks at the configuration, at the way to each host (proxy, name, connection, certificate, round trips, clock), at the key, and sets a
live session up at each route. Nothing that it asks for is billed, no secret is printed, and it takes ten seconds at most. The exit code is that of
the first failure: 2 configuration, 3 key, 6 network.

Examples:
  $ kotoba doctor
  $ kotoba doctor --json
  $ kotoba doctor --url https://HOST --ca company.pem`,
    )
    .action((_flags: unknown, command: Command) => doctor(command.optsWithGlobals()));
}

async function doctor(flags: GlobalFlags): Promise<void> {
  const { diagnose } = await import("../diagnosis/diagnose.ts");
  const { diagnosisText } = await import("../diagnosis/diagnosis-text.ts");
  const { progressLine } = await import("../output/progress-line.ts");
  const sections = await (async () => {
    using progress = await progressLine();
    progress.show("Looking");
    return await diagnose(flags);
  })();
  const findings = sections.flatMap((section) =>
    section.findings.map((finding) => ({ section: section.title, ...finding })),
  );
  const failures = findings.filter(({ status }) => status === "failure");
  const warnings = findings.filter(({ status }) => status === "warning");
  const report = flags.json
    ? jsonDocument({ failures: failures.length, warnings: warnings.length, findings })
    : diagnosisText(sections);
  await new Promise((resolve) => process.stdout.write(report, resolve));
  // The system cannot be told to forget a name that it is looking up, and the process would wait for it.
  process.exit(failures[0]?.exitCode ?? 0);
}
