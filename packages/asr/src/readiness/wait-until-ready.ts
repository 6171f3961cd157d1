import {
  APIError,
  abortableDelay,
  type CallOptions,
  type ClientContext,
  displayUrl,
  KotobaError,
  sendRequest,
  validateCallOptions,
  WorkerStartupError,
  withDeadline,
} from "@kotoba/core";
import { restBaseUrl, restUrl } from "../asr-urls.ts";

/** How a deployment's start is waited for. */
export interface WaitUntilReadyOptions extends CallOptions {
  /** How long the start may take, in milliseconds. Default 600,000 (10 minutes). */
  readonly timeoutMs?: number | undefined;
}

const DEFAULT_STARTUP_TIMEOUT_MS = 600_000;
/** A cold deployment may hold a request open: a short limit and a new question, so that the answer is never missed. */
const PROBE_TIMEOUT_MS = 5000;
const PROBE_INTERVAL_MS = 2000;

/**
 * Asks a deployment that scales to zero whether it can serve, until it can (contract, section 4). A deployment that has no such
 * route (404) counts as ready.
 *
 * @throws {WorkerStartupError} when the limit passes first.
 */
export async function waitUntilReady(context: ClientContext, options: WaitUntilReadyOptions): Promise<void> {
  const { timeoutMs: limitMs = DEFAULT_STARTUP_TIMEOUT_MS, signal } = options;
  validateCallOptions(options);
  const url = restUrl(restBaseUrl(context, options.url), "model_and_cuda_availability");
  let lastFailure: KotobaError | undefined;
  const expired = () => {
    const last = lastFailure === undefined ? "" : ` Last: ${lastFailure.message}`;
    const message = `The deployment at ${displayUrl(url)} did not come up within ${limitMs} ms.${last}`;
    return new WorkerStartupError(message, { phase: "startup", limitMs, cause: lastFailure });
  };
  await withDeadline({ clock: context.clock, limitMs, signal, expired }, async (deadline) => {
    const call = { ...options, timeoutMs: PROBE_TIMEOUT_MS, maxRetries: 0, signal: deadline.signal };
    for (;;) {
      lastFailure = await probe(context, url, call);
      if (lastFailure === undefined) return;
      await abortableDelay(context.clock, PROBE_INTERVAL_MS, deadline.signal);
    }
  });
}

/** Asks once. Gives the passing failure that shows that the deployment is not up yet. */
async function probe(context: ClientContext, url: URL, call: CallOptions): Promise<KotobaError | undefined> {
  try {
    const { status } = await sendRequest(context, { method: "GET", url }, call);
    if (status === 200) return undefined;
    return new APIError(`${displayUrl(url)} answered HTTP ${status}.`, { status, retryable: true });
  } catch (error) {
    if (!KotobaError.isInstance(error)) throw error;
    if (error.status === 404) return undefined;
    if (error.retryable) return error;
    throw error;
  }
}
