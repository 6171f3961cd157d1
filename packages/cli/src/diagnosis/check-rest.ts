import {
  AuthError,
  JobNotFoundError,
  type KotobaClient,
  KotobaError,
  ProtocolError,
  RateLimitError,
} from "@kotoba/sdk";
import { errorMessage } from "../output/error-message.ts";
import { type Finding, failureOf, ok, warning } from "./finding.ts";

const READY_LIMIT_MS = 4000;
/** No job has it. */
const IMPOSSIBLE_JOB = "00000000-0000-0000-0000-000000000000";

/** Whether the REST service answers, takes the key and can serve: by asking for a job that does not exist, which costs nothing. */
export async function checkRest(client: KotobaClient): Promise<readonly Finding[]> {
  const pointless = new AbortController();
  const ready = checkReady(client, pointless.signal);
  const [answer, key] = await checkKey(client);
  // Where nothing answers, nobody has to wait for it to be ready; and whom it refuses it does not tell.
  const isPointless = [answer, key].some((finding) => finding?.status === "failure");
  if (isPointless) pointless.abort();
  const readiness = await ready;
  return [answer, isPointless ? undefined : readiness, key].filter((finding) => finding !== undefined);
}

async function checkKey(client: KotobaClient): Promise<readonly [answer: Finding, key?: Finding]> {
  const error = await client.asr.getJob(IMPOSSIBLE_JOB, { maxRetries: 0 }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const answers = ok("REST", "it answers");
  const accepted = ok("key", "it is accepted");
  if (AuthError.isInstance(error)) return [answers, failureOf("key", error, "")];
  if (RateLimitError.isInstance(error)) return [warning("REST", errorMessage(error)), accepted];
  if (JobNotFoundError.isInstance(error) && !tellsOfJob(error.payload)) {
    const path = "Check the path of KOTOBA_ASR_REST_URL: it mostly ends in /v1.";
    return [warning("REST", "it answers with a 404 that tells of no job", path)];
  }
  const isRefusal = ProtocolError.isInstance(error) && error.status !== undefined && error.status >= 400;
  if (error === undefined || JobNotFoundError.isInstance(error) || isRefusal) return [answers, accepted];
  return [failureOf("REST", error, "")];
}

/** Whether a 404 is of the service: what is none, or has no such path, answers with no JSON, or as web frameworks do by themselves. */
function tellsOfJob(payload: unknown): boolean {
  const isObject = typeof payload === "object" && payload !== null;
  return isObject && !("detail" in payload && payload.detail === "Not Found");
}

async function checkReady(client: KotobaClient, signal: AbortSignal): Promise<Finding | undefined> {
  try {
    await client.asr.waitUntilReady({ timeoutMs: READY_LIMIT_MS, maxRetries: 0, signal });
    return ok("readiness", "it can serve");
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!KotobaError.isInstance(error)) throw error;
    return warning("readiness", errorMessage(error), "A deployment that was idle takes minutes: try again.");
  }
}
