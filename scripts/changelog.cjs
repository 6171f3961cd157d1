// How changesets become lines of a CHANGELOG.md: their own words, and in one line what else the package now uses.

/**
 * @param {{ summary: string }} changeset
 * @returns {Promise<string>}
 */
async function getReleaseLine({ summary }) {
  return `- ${summary.trim().replaceAll(/\n(?=.)/g, "\n  ")}`;
}

/**
 * @param {unknown} _changesets
 * @param {readonly { name: string, newVersion: string }[]} dependencies
 * @returns {Promise<string>}
 */
async function getDependencyReleaseLine(_changesets, dependencies) {
  if (dependencies.length === 0) return "";
  const named = dependencies.map(({ name, newVersion }) => `\`${name}\` ${newVersion}`);
  return `- Uses ${new Intl.ListFormat("en").format(named)}.`;
}

module.exports = { getReleaseLine, getDependencyReleaseLine };
