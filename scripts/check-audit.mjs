// Asks the registry for known vulnerabilities of what the packages depend on at run time. Not every registry answers: then nothing is
// known, and that is said.

import { spawnSync } from "node:child_process";

/**
 * @typedef {object} Advisory
 * @property {string} module_name
 * @property {string} severity
 * @property {string} title
 * @property {string} url
 * @property {string} patched_versions
 * @property {{ version: string, paths: string[] }[]} findings
 */

/** Graver than these stops a release; these are only told. */
const TOLERATED = ["info", "low", "moderate"];

const { stdout, stderr, error } = spawnSync("pnpm", ["audit", "--prod", "--json"], {
  encoding: "utf8",
  shell: process.platform === "win32",
});
if (error !== undefined) throw error;
const answer = answerIn(stdout);
if (answer === undefined) {
  // The program draws frames around its messages, and breaks them.
  const reason = `${stdout} ${stderr}`.replaceAll(/[│×\s]+/g, " ").match(/ERR_\w+|responded with \d+/g);
  console.log(`Audit skipped: the registry offers none (${[...new Set(reason)].join(", ") || "no answer"}).`);
} else {
  for (const advisory of answer) tell(advisory);
  console.log(`Audit: ${answer.length} known vulnerabilities in what is depended on at run time.`);
}

/** @param {Advisory} advisory */
function tell({ module_name, severity, title, url, patched_versions, findings }) {
  const found = findings.map(({ version, paths }) => `${version} (${paths.join(", ")})`).join("; ");
  const line = `${module_name} ${found}: ${title}, ${severity}. Patched in ${patched_versions}. ${url}`;
  if (TOLERATED.includes(severity)) {
    console.log(line);
    return;
  }
  process.exitCode = 1;
  console.error(line);
}

/**
 * @param {string} text
 * @returns {Advisory[] | undefined} undefined when it is no answer
 */
function answerIn(text) {
  try {
    const { advisories } = JSON.parse(text);
    return typeof advisories === "object" && advisories !== null ? Object.values(advisories) : undefined;
  } catch {
    return undefined;
  }
}
