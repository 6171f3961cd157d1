// Upload of a large file: the SDK beside plain node:http, which sends the same file with the same reads, and beside fetch with a form.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SPARSE_WAV_DATA_BYTES, writeSparseWav } from "../packages/integration/src/fixtures/sparse-wav.mjs";
import { atLeastTimes, atMost } from "./goal.js";
import { inTurns, median } from "./interleaved.js";
import { reportOf, withServer } from "./processes.js";

const ROUNDS = 5;
const SERVER = "../packages/integration/src/fixtures/discarding-server.mjs";

/** @returns {Promise<import("./report.js").Row[]>} */
export async function uploadRows() {
  const folder = await mkdtemp(join(tmpdir(), "kotoba-bench-"));
  const path = join(folder, "long.wav");
  try {
    await writeSparseWav(path);
    return await withServer(SERVER, async (port) => {
      const upload = (/** @type {string} */ way) =>
        reportOf("upload-client.js", [way, `http://127.0.0.1:${port}`, path]);
      const { sdk, http, fetch } = await inTurns(ROUNDS, {
        sdk: () => upload("sdk"),
        http: () => upload("http"),
        fetch: () => upload("fetch"),
      });
      return [
        { what: "upload of 1 GiB, MB/s, beside node:http", ours: speed(sdk), baseline: speed(http) },
        {
          what: "upload of 1 GiB, MB/s, beside fetch with a form, as the best peer does it",
          ours: speed(sdk),
          baseline: speed(fetch),
          goal: atLeastTimes(3),
        },
        {
          what: "upload of 1 GiB, MiB that the process grows, beside node:http",
          ours: growth(sdk),
          baseline: growth(http),
          goal: atMost(80),
        },
      ];
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {{ seconds: number }[]} reports */
function speed(reports) {
  return SPARSE_WAV_DATA_BYTES / 1e6 / median(reports.map(({ seconds }) => seconds));
}

/** @param {{ grownMebibytes: number }[]} reports */
function growth(reports) {
  return median(reports.map(({ grownMebibytes }) => grownMebibytes));
}
