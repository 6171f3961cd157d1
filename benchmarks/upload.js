// Upload of a large file: the SDK beside plain node:http, which sends the same file with the same reads.

import { fork } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { KotobaClient } from "@kotoba/sdk";
import { SPARSE_WAV_DATA_BYTES, writeSparseWav } from "../packages/integration/src/fixtures/sparse-wav.mjs";
import { interleaved } from "./interleaved.js";

/** @returns {Promise<import("./report.js").Row[]>} */
export async function uploadRows() {
  const server = fork(new URL("../packages/integration/src/fixtures/discarding-server.mjs", import.meta.url));
  const [{ port }] = await once(server, "message");
  const folder = await mkdtemp(join(tmpdir(), "kotoba-bench-"));
  const path = join(folder, "long.wav");
  await writeSparseWav(path);
  const url = `http://127.0.0.1:${port}`;
  const client = new KotobaClient({ url, apiKey: "k" });
  try {
    const seconds = await interleaved(5, {
      ours: () => client.asr.submitJob(path),
      plain: () => plainUpload(`${url}/v1/transcription_jobs`, path),
    });
    const megabytes = SPARSE_WAV_DATA_BYTES / 1e6;
    return [
      {
        what: "upload of 1 GiB, MB/s, beside plain node:http",
        ours: megabytes / seconds.ours,
        baseline: megabytes / seconds.plain,
        goal: "3 times the best peer's 366 MB/s",
      },
    ];
  } finally {
    await client.close();
    server.disconnect();
    await rm(folder, { recursive: true });
  }
}

/**
 * @param {string} url
 * @param {string} path
 */
async function plainUpload(url, path) {
  const { size } = await stat(path);
  const outgoing = request(url, { method: "POST", headers: { "content-length": size } });
  const answered = once(outgoing, "response");
  await pipeline(createReadStream(path, { highWaterMark: 512 * 1024 }), outgoing);
  const [response] = await answered;
  response.resume();
  await once(response, "end");
}
