import { expect, it } from "vitest";
import { APIError } from "../errors/api-error.ts";
import { silentLogger } from "../logger.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { RetryBudget } from "./retry-budget.ts";
import { DEFAULT_RETRY_POLICY } from "./retry-policy.ts";
import { type RetryContext, runWithRetries } from "./run-with-retries.ts";

function context(over: Partial<RetryContext> = {}): RetryContext {
  return {
    policy: DEFAULT_RETRY_POLICY,
    budget: new RetryBudget(),
    clock: new ManualClock(),
    random: () => 0,
    logger: silentLogger,
    idempotent: true,
    operation: "test",
    ...over,
  };
}

const unavailable = {
  ok: false,
  error: new APIError("down", { status: 503 }),
  delivery: "declined",
  replayable: true,
} as const;

it("stops retrying when the client's budget is used up, and starts again after successes", async () => {
  const budget = new RetryBudget();
  while (budget.spend(false) !== undefined);
  let attempts = 0;
  const fail = async () => {
    attempts++;
    return unavailable;
  };
  await expect(runWithRetries(context({ budget }), fail)).rejects.toBe(unavailable.error);
  expect(attempts).toBe(1);
  for (let success = 0; success < 5; success++) {
    await runWithRetries(context({ budget }), async () => ({ ok: true, value: 1 }));
  }
  const clock = new ManualClock();
  const retried = runWithRetries(context({ budget, clock }), fail).catch((error: unknown) => error);
  await clock.advanceToNextTimer();
  expect(await retried).toBe(unavailable.error);
  expect(attempts).toBe(3);
});
