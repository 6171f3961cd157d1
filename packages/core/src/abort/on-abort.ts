const nothing = () => {};

/** Signals whose limit of listeners has been lifted. */
const lifted = new WeakSet<AbortSignal>();

/**
 * Calls back when the signal aborts; at once when it has already.
 *
 * @returns Stops listening; harmless when it has called back.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return nothing;
  if (signal.aborted) {
    callback();
    return nothing;
  }
  liftListenerLimit(signal);
  signal.addEventListener("abort", callback, { once: true });
  return () => signal.removeEventListener("abort", callback);
}

/** One signal may end hundreds of calls: that is no leak, of which Node would warn from the eleventh listener on. */
function liftListenerLimit(signal: AbortSignal): void {
  if (lifted.has(signal)) return;
  lifted.add(signal);
  globalThis.process?.getBuiltinModule?.("node:events").setMaxListeners(0, signal);
}
