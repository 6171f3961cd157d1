/** Decoding costs a little for each call, and memory for each sample: this much at once is about a second of speech. */
const BATCH_SAMPLES = 1 << 14;

/** Frames in batches of about as many samples, of all channels. What came before an error comes first. */
export async function* inBatches<Item>(
  items: AsyncIterable<Item>,
  samplesOf: (item: Item) => number,
): AsyncGenerator<readonly [Item, ...Item[]], void, void> {
  let batch: Item[] = [];
  let filled = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const item of items) {
      batch.push(item);
      filled += samplesOf(item);
      if (filled < BATCH_SAMPLES) continue;
      const [first, ...rest] = batch;
      batch = [];
      filled = 0;
      if (first !== undefined) yield [first, ...rest];
    }
  } catch (error) {
    failure = { error };
  }
  const [first, ...rest] = batch;
  if (first !== undefined) yield [first, ...rest];
  if (failure !== undefined) throw failure.error;
}
