/** Items in batches of about `batchBytes`, for a decoder costs a little for each call. What came before an error comes first. */
export async function* inBatches<Item extends { readonly bytes: Uint8Array }>(
  items: AsyncIterable<Item>,
  batchBytes: number,
): AsyncGenerator<readonly [Item, ...Item[]], void, void> {
  let batch: Item[] = [];
  let filled = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const item of items) {
      batch.push(item);
      filled += item.bytes.length;
      if (filled < batchBytes) continue;
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
