import {
  abortableDelay,
  type CallOptions,
  type ClientContext,
  displayUrl,
  KotobaError,
  requirePositive,
  sendRequest,
  WorkerStartupError,
  withDeadline,
} from "@kotoba/core";
import { restBaseUrl, restUrl } from "../rest-base-url.ts";

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
  requirePositive("timeoutMs", limitMs);
  const url = restUrl(restBaseUrl(context, options.url), "model_and_cuda_availability");
  const expired = () => {
    const message = `The deployment at ${displayUrl(url)} did not come up within ${limitMs} ms. Allow more time, or look at the deployment.`;
    return new WorkerStartupError(message, { phase: "startup", limitMs });
  };
  await withDeadline({ clock: context.clock, limitMs, signal, expired }, async (deadline) => {
    const call = { ...options, timeoutMs: PROBE_TIMEOUT_MS, maxRetries: 0, signal: deadline.signal };
    while (!(await canServe(context, url, call))) {
      await abortableDelay(context.clock, PROBE_INTERVAL_MS, deadline.signal);
    }
  });
}

async function canServe(context: ClientContext, url: URL, call: CallOptions): Promise<boolean> {
  try {
    const { status } = await sendRequest(context, { method: "GET", url }, call);
    return status === 200;
  } catch (error) {
    if (!KotobaError.isInstance(error)) throw error;
    if (error.status === 404) return true;
    if (error.retryable) return false;
    throw error;
  }
}
