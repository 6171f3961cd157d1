const CAPACITY = 500;
const RETRY_COST = 5;
const TIMEOUT_RETRY_COST = 10;
const SUCCESS_REFUND = 1;

/**
 * What one client may spend on retries, so that an outage is not met with a storm of them: when most requests fail, retries
 * run out and failures are reported at once; successes fill the budget again.
 */
export class RetryBudget {
  #units: number = CAPACITY;

  /** Units left, of 500. */
  get units(): number {
    return this.#units;
  }

  /** Takes what one retry costs. Returns the cost, or undefined when the budget does not hold it. */
  spend(afterTimeout: boolean): number | undefined {
    const cost = afterTimeout ? TIMEOUT_RETRY_COST : RETRY_COST;
    if (cost > this.#units) return undefined;
    this.#units -= cost;
    return cost;
  }

  /** Pays back after a success: what its last retry cost, or a little when it needed none. */
  repay(lastRetryCost: number = SUCCESS_REFUND): void {
    this.#units = Math.min(CAPACITY, this.#units + lastRetryCost);
  }
}
