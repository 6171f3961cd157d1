// One upload of a large file in a process of its own: `node upload-client.js WAY URL PATH`. WAY is `sdk`; `http` for plain node:http with
// the same reads; or `fetch` for fetch with a form, as SDKs are wont to send. Reports to its parent.

import { once } from "node:events";
import { createReadStream, openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { request } from "node:http";
import { pipeline } from "node:stream/promises";
import { KotobaClient } from "@kotoba/sdk";

const [way = "", url = "", path = ""] = process.argv.slice(2);
const client = new KotobaClient({ url, apiKey: "k" });
/** @type {Record<string, (file: string) => Promise<unknown>>} */
const ways = {
  sdk: (file) => client.asr.submitJob(file),
  http: plainUpload,
  fetch: formUpload,
};

// A first, small upload loads all that the large one needs.
const upload = ways[way];
await upload?.(process.argv[1] ?? "");
globalThis.gc?.();
const startRss = process.memoryUsage.rss();
let peakRss = startRss;
const sampling = setInterval(() => {
  peakRss = Math.max(peakRss, process.memoryUsage.rss());
}, 20);
const startTime = performance.now();
await upload?.(path);
const seconds = (performance.now() - startTime) / 1000;
clearInterval(sampling);
process.send?.({ seconds, grownMebibytes: (peakRss - startRss) / 2 ** 20 });
await client.close();
process.exit();

/** @param {string} file */
async function plainUpload(file) {
  const { size } = await stat(file);
  const outgoing = request(`${url}/v1/transcription_jobs`, {
    method: "POST",
    headers: { "content-length": size },
  });
  const answered = once(outgoing, "response");
  await pipeline(createReadStream(file, { highWaterMark: 512 * 1024 }), outgoing);
  const [response] = await answered;
  response.resume();
  await once(response, "end");
}

/** @param {string} file */
async function formUpload(file) {
  const body = new FormData();
  body.append("file", await openAsBlob(file), "long.wav");
  const response = await fetch(`${url}/v1/transcription_jobs`, { method: "POST", body });
  await response.text();
}
