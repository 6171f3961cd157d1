// `npm run soak -- --minutes 30 --seed 1` prints the ledger of a soak, and exits with 1 when something went against the rules. With `--run N`
// it repeats one run. Started by another process, it sends it the report.

import { parseArgs } from "node:util";
import { soak } from "./soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    run: { type: "string" },
  },
});
const [minutes, seed, run] = [values.minutes, values.seed, values.run].map(wholeOrPart);
const report = await soak({ seconds: (minutes ?? 30) * 60, seed: seed ?? 1, run });
const { ledger, failures, memory, handlesLeft, uncaught } = report;
console.log(`Soak of ${minutes} min, seed ${seed}\n\n${ledger}\n`);
for (const [when, { rssMebibytes, heapMebibytes }] of Object.entries(memory)) {
  console.log(`RSS at ${when}: ${rssMebibytes} MiB, of which the heap ${heapMebibytes} MiB`);
}
console.log(`Handles left: ${JSON.stringify(handlesLeft)}`);
console.log([`Uncaught: ${uncaught.length}`, ...uncaught].join("\n"));
console.log([`Against the rules: ${failures.length}`, ...failures].join("\n"));
if (failures.length + uncaught.length + Object.keys(handlesLeft).length > 0) process.exitCode = 1;
process.send?.(report);

function wholeOrPart(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!(number >= 0)) throw new Error(`${value} is no number.`);
  return number;
}
