import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

it("a WAV of 1 GiB is uploaded in flat memory", async () => {
  const child = fork(new URL("./fixtures/upload-one-gibibyte.mjs", import.meta.url), {
    execArgv: ["--expose-gc"],
  });
  const [report] = await once(child, "message");
  await once(child, "exit");
  console.log(`upload of 1 GiB: RSS grew by ${report.grownMebibytes} MiB`);
  expect(report.receivedBytes).toBeGreaterThan(2 ** 30);
  expect(report.grownMebibytes).toBeLessThanOrEqual(80);
});
