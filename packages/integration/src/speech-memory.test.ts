import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

const SENTENCES = 600;

it("a text of any length is spoken in flat memory, while it is being written", async () => {
  const fixture = new URL("./fixtures/speak-long-text.mjs", import.meta.url);
  const child = fork(fixture, [`${SENTENCES}`], { execArgv: ["--expose-gc"] });
  const [{ bytes, sentences, grownMebibytes }] = await once(child, "message");
  await once(child, "exit");
  console.log(
    `${sentences} sentences, ${(bytes / 1e6).toFixed(0)} MB of audio: RSS grew by ${grownMebibytes} MiB`,
  );
  expect(sentences).toBe(SENTENCES);
  expect(bytes).toBeGreaterThan(150e6);
  expect(grownMebibytes).toBeLessThan(64);
});
