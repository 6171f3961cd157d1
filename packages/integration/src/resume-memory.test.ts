import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

const SECONDS = 2400;

it("what is kept for a lost line is bounded, though forty minutes of audio are answered for but at their end", async () => {
  const fixture = new URL("./fixtures/listen-for-long.mjs", import.meta.url);
  const child = fork(fixture, [`${SECONDS}`], { execArgv: ["--expose-gc", "--max-semi-space-size=16"] });
  const [{ sentSeconds, confirmedSeconds, mostBufferedSeconds, grownMebibytes }] = await once(
    child,
    "message",
  );
  await once(child, "exit");
  console.log(
    `${sentSeconds.toFixed(0)} s of audio, at most ${mostBufferedSeconds.toFixed(1)} s kept: RSS grew by ${grownMebibytes} MiB`,
  );
  expect(sentSeconds).toBeCloseTo(SECONDS);
  expect(confirmedSeconds).toBeCloseTo(SECONDS);
  expect(mostBufferedSeconds).toBeLessThanOrEqual(30);
  expect(grownMebibytes).toBeLessThan(96);
});
