// Prints every figure of docs/performance.md: `pnpm bench`, or `pnpm bench GROUP ...` for some of them.

import { backlogRows } from "./backlog.js";
import { bundleRows } from "./bundle.js";
import { conversionRows } from "./conversion.js";
import { installRows } from "./install.js";
import { liveRows } from "./live.js";
import { machineLine } from "./machine.js";
import { receiveAudioRows } from "./receive-audio.js";
import { table } from "./report.js";
import { resamplingRows } from "./resampling.js";
import { sessionRows } from "./sessions.js";
import { startupRows } from "./startup.js";
import { uploadRows } from "./upload.js";

const groups = {
  // First of all: what the others leave to be collected would be counted with it.
  backlog: backlogRows,
  install: installRows,
  bundle: bundleRows,
  startup: startupRows,
  live: liveRows,
  speech: receiveAudioRows,
  sessions: sessionRows,
  upload: uploadRows,
  resampling: resamplingRows,
  conversion: conversionRows,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(groups, name));
if (unknown !== undefined) {
  console.error(`There is no group ${unknown}: ${Object.keys(groups).join(", ")}.`);
  process.exit(2);
}
const rows = [];
for (const [name, measure] of Object.entries(groups)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name} ...`);
  rows.push(...(await measure()));
}
console.log(`\n${machineLine()}; medians of interleaved rounds.\n\n${table(rows)}`);
