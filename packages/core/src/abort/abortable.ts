import { onAbort } from "./on-abort.ts";

/**
 * Settles as `promise` does, unless the signal aborts first: then rejects with the signal's reason, unchanged, and whatever
 * the promise does later is ignored. Leaves no listener behind.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const stopListening = onAbort(signal, () => reject(signal.reason));
    promise.then(resolve, reject).finally(stopListening);
  });
}
