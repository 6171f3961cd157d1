// Writes what every package offers to programs, declaration by declaration and without its documentation, to packages/*/api.md:
// a change of the public surface is seen in a review, line by line. With --check, says where a report is out of date.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiSection } from "./api-section.mjs";
import { publishedPackages } from "./published-packages.mjs";

const isCheck = process.argv.includes("--check");
for (const { folder, manifest } of publishedPackages()) {
  const sections = Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) =>
    typeof target === "object" && target.types !== undefined
      ? [apiSection(manifest.name + entry.slice(1), join(folder, target.types))]
      : [],
  );
  // A command has no surface but its own help.
  if (sections.length === 0) continue;
  const path = join(folder, "api.md");
  const report = [
    `# What ${manifest.name} exports\n`,
    "Written by `pnpm api` from the built declarations. `npm run check` fails where it is out of date.\n",
    ...sections,
  ].join("\n");
  if (isCheck) compare(manifest.name, path, report);
  else writeFileSync(path, report);
}

/**
 * @param {string} name
 * @param {string} path the report, as it is committed
 * @param {string} report as it should be
 */
function compare(name, path, report) {
  const committed = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (committed === report) return;
  process.exitCode = 1;
  console.error(
    `The public surface of ${name} is not what ${path} says. If the change is meant: \`pnpm build && pnpm api\`, and a changeset.\n` +
      difference(committed, report),
  );
}

/**
 * @param {string} before
 * @param {string} after
 */
function difference(before, after) {
  const folder = mkdtempSync(join(tmpdir(), "kotoba-api-"));
  try {
    writeFileSync(join(folder, "before"), before);
    writeFileSync(join(folder, "after"), after);
    const flags = ["--no-index", "--no-color", "--no-ext-diff", "--unified=2"];
    const { stdout } = spawnSync("git", ["diff", ...flags, "before", "after"], {
      cwd: folder,
      encoding: "utf8",
    });
    return (stdout ?? "").replace(/^(diff|index|---|\+\+\+) .*\n/gm, "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
