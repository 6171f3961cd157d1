// Publishes every package whose version the registry does not have. Without --publish it only tells what would happen.
//
//   pnpm release                                    what would be versioned and published, and what stands in the way
//   pnpm release --publish                          publishes, with provenance; refuses while something stands in the way
//   pnpm release --publish --without-provenance     from a machine that no one vouches for; to a registry of your own, say
//
// Versions and changelogs are written before, by `pnpm changeset version`, and committed.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { publishedPackages } from "./published-packages.mjs";

/** @typedef {import("./published-packages.mjs").Manifest} Manifest */
/** @typedef {{ name: string, version: string, filename: string, size: number }} Packed Its version is its manifest's; sizes are in bytes. */
/** @typedef {{ name: string, newVersion: string, type: string, changesets: string[] }} Release */

const { publish, "without-provenance": withoutProvenance } = readFlags();
const folder = mkdtempSync(join(tmpdir(), "kotoba-release-"));
try {
  const manifests = new Map(publishedPackages().map(({ manifest }) => [manifest.name, manifest]));
  const planned = plannedReleases();
  const obstacles = findObstacles(manifests, planned);
  if (publish && obstacles.length > 0) {
    console.error(listed("Nothing was published:", obstacles));
    process.exitCode = 1;
  } else {
    release(manifests, planned);
    if (!publish) console.log("\nThis was a dry run: nothing was versioned or published.");
    if (obstacles.length > 0) console.log(listed("--publish would refuse:", obstacles));
  }
} catch (error) {
  // A command that failed has said why.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function readFlags() {
  const options = /** @type {const} */ ({
    publish: { type: "boolean", default: false },
    "without-provenance": { type: "boolean", default: false },
  });
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

/**
 * What the changesets that are not versioned yet will release; none when all are.
 *
 * @returns {Release[]}
 */
function plannedReleases() {
  const pending = readdirSync(".changeset").filter((name) => name.endsWith(".md") && name !== "README.md");
  if (pending.length === 0) return [];
  const path = join(folder, "plan.json");
  run("changeset", ["status", "--output", relative(".", path)]);
  /** @type {{ releases: Release[] }} */
  const { releases } = JSON.parse(readFileSync(path, "utf8"));
  return releases.filter(({ type }) => type !== "none");
}

/**
 * @param {Map<string, Manifest>} manifests
 * @param {Release[]} planned
 * @returns {string[]} What keeps this from being published, and what to do about it.
 */
function findObstacles(manifests, planned) {
  const obstacles = [];
  if (planned.length > 0)
    obstacles.push("There are changesets that are not versioned: run `pnpm changeset version`, and commit.");
  if (run("git", ["status", "--porcelain"]) !== "")
    obstacles.push(
      "The working tree has changes: commit them, so that what is published can be found again.",
    );
  if (withoutProvenance) return obstacles;
  const { ACTIONS_ID_TOKEN_REQUEST_URL, SIGSTORE_ID_TOKEN } = process.env;
  if (ACTIONS_ID_TOKEN_REQUEST_URL === undefined && SIGSTORE_ID_TOKEN === undefined)
    obstacles.push(
      "Provenance needs a CI job that can prove what it is (`id-token: write` on GitHub): use the workflow Release, or --without-provenance.",
    );
  const homeless = [...manifests.values()].filter(({ repository }) => repository === undefined);
  if (homeless.length > 0)
    obstacles.push(
      `Provenance needs \`repository\` in every published manifest: ${homeless.length} have none.`,
    );
  return obstacles;
}

/**
 * Tells what becomes of each package, and with --publish does it.
 *
 * @param {Map<string, Manifest>} manifests
 * @param {Release[]} planned
 */
function release(manifests, planned) {
  const filters = [...manifests.keys()].flatMap((name) => ["--filter", name]);
  // Each package comes after those that it depends on.
  /** @type {Packed[]} */
  const packages = JSON.parse(
    run("pnpm", ["--recursive", ...filters, "pack", "--pack-destination", folder, "--json"]),
  );
  const unpublished = planned.length > 0 ? [] : packages.filter((each) => !isPublished(each));
  const rows = packages.map((each) => {
    const { access = "restricted", provenance = false } = manifests.get(each.name)?.publishConfig ?? {};
    const next = planned.find(({ name }) => name === each.name);
    const isNew = next !== undefined || unpublished.includes(each);
    return [
      each.name,
      next === undefined ? each.version : `${each.version} → ${next.newVersion}`,
      isNew ? "to be published" : planned.length > 0 ? "stays" : "is published",
      `${(each.size / 1000).toFixed(1)} kB`,
      access,
      provenance && !withoutProvenance ? "with provenance" : "without provenance",
      next === undefined ? "" : next.changesets.join(", ") || "(for what it depends on)",
    ];
  });
  console.log(table(rows));
  if (!publish) return;
  for (const { name, version, filename } of unpublished) {
    // The rest of its settings npm finds in the packed manifest.
    run("npm", ["publish", filename, ...(withoutProvenance ? ["--no-provenance"] : [])]);
    console.log(`Published ${name}@${version}`);
  }
  run("changeset", ["tag"]);
}

/**
 * @param {Packed} package_
 * @returns {boolean}
 */
function isPublished({ name, version }) {
  try {
    return run("npm", ["view", `${name}@${version}`, "version"]).trim() !== "";
  } catch (error) {
    // No version of the package is published.
    if (String(/** @type {{ stderr?: unknown }} */ (error).stderr).includes("E404")) return false;
    throw error;
  }
}

/** @param {string[][]} rows */
function table(rows) {
  const width = (/** @type {number} */ column) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(width(column)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * @param {string} heading
 * @param {string[]} items
 */
function listed(heading, items) {
  return [heading, ...items.map((item) => `  - ${item}`)].join("\n");
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
