/** What takes longer than this does not come. */
const LIMIT_MS = 4000;

/** Resolves when a condition holds that the world brings about; rejects when it does not come to hold. */
export async function until(condition: () => boolean): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`Waited in vain for ${condition}`);
    await new Promise(setImmediate);
  }
}
