/** A promise that is settled from outside. */
export interface Deferred {
  /** The promise. */
  readonly promise: Promise<void>;
  /** Fulfils it; does nothing when it is settled. */
  readonly resolve: () => void;
  /** Rejects it; does nothing when it is settled. */
  readonly reject: (reason: unknown) => void;
}

/** Makes one. Nobody need handle its rejection. */
export function deferred(): Deferred {
  let resolve: () => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Whether anybody waits is their business.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
