import { expect, it } from "vitest";
import { RetryBudget } from "./retry-budget.ts";

it("pays for 100 retries, or 50 after timeouts, and then no more", () => {
  const count = (afterTimeout: boolean) => {
    const budget = new RetryBudget();
    let retries = 0;
    while (budget.spend(afterTimeout) !== undefined) retries++;
    return retries;
  };
  expect([count(false), count(true)]).toEqual([100, 50]);
});

it("is paid back by successes, never beyond its start", () => {
  const budget = new RetryBudget();
  const cost = budget.spend(true);
  expect(budget.units).toBe(490);
  budget.repay();
  expect(budget.units).toBe(491);
  budget.repay(cost);
  expect(budget.units).toBe(500);
});
