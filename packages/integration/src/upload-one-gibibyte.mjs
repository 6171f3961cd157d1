// Uploads a sparse WAV file of 1 GiB to a server in a process of its own that discards it, and reports how this process grew.

import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wavHeader } from "@kotoba/audio";
import { KotobaClient } from "@kotoba/sdk";

const DATA_BYTES = 2 ** 30;

const server = fork(new URL("./discarding-server.mjs", import.meta.url));
const [{ port }] = await once(server, "message");
const folder = await mkdtemp(join(tmpdir(), "kotoba-upload-"));
const path = join(folder, "long.wav");
const file = await open(path, "w");
const header = wavHeader({ sampleRate: 48_000, channels: 2, encoding: "pcm16" }, DATA_BYTES);
await file.write(header);
await file.truncate(header.length + DATA_BYTES);
await file.close();

try {
  const client = new KotobaClient({ url: `http://127.0.0.1:${port}`, apiKey: "k" });
  await client.asr.submitJob(new Uint8Array(1000));
  globalThis.gc?.();
  const startRss = process.memoryUsage.rss();
  let peakRss = startRss;
  const startTime = performance.now();
  const { jobId } = await client.asr.submitJob(path, {
    onProgress() {
      peakRss = Math.max(peakRss, process.memoryUsage.rss());
    },
  });
  const seconds = (performance.now() - startTime) / 1000;
  process.send?.({
    receivedBytes: Number(jobId),
    grownMebibytes: Math.round((peakRss - startRss) / 2 ** 20),
    megabytesPerSecond: Math.round(DATA_BYTES / 1e6 / seconds),
  });
  await client.close();
} finally {
  server.disconnect();
  await rm(folder, { recursive: true });
}
