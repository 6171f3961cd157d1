import { type KotobaClient, ProtocolError, RateLimitError } from "@kotoba/sdk";
import { languagesOf, type RouteInForce } from "../configuration/routes-in-force.ts";
import { ExitCode } from "../exit-codes.ts";
import { errorMessage } from "../output/error-message.ts";
import { type Finding, failure, failureOf, ok, warning } from "./finding.ts";
import { within } from "./within.ts";

const SET_UP_LIMIT_MS = 8000;
const CLOSE_LIMIT_MS = 1500;

/** Whether a session can be set up at a route. It is closed without a sound or a word having been sent. */
export async function checkSession(client: KotobaClient, route: RouteInForce): Promise<Finding> {
  const check = `${route.modality} ${languagesOf(route)}`;
  try {
    const startTime = performance.now();
    const session = await openSession(client, route);
    const setUpMs = Math.round(performance.now() - startTime);
    // How long the goodbye takes is no finding.
    await within(CLOSE_LIMIT_MS, "not closed", () => session.close()).catch(() => {});
    return ok(check, `a session was ready after ${setUpMs} ms`, { setUpMs });
  } catch (error) {
    if (RateLimitError.isInstance(error)) return warning(check, errorMessage(error), "Try again later.");
    if (!ProtocolError.isInstance(error)) return failureOf(check, error, "");
    if (error.status !== undefined)
      return failure(check, errorMessage(error), ExitCode.usage, adviceOnPath(route));
    return warning(
      check,
      `the service is there and declines: ${errorMessage(error)}`,
      "It may serve other languages: try the one that you need.",
    );
  }
}

function adviceOnPath({ name, origin }: RouteInForce): string {
  if (origin !== "flag") return `Check the path of ${name}.`;
  return `Check the path of ${name}: to have all services looked at, give the address without a path.`;
}

function openSession(client: KotobaClient, { modality, url, source, target }: RouteInForce) {
  const options = { url: url?.href, timeoutMs: SET_UP_LIMIT_MS, maxRetries: 0 };
  if (modality === "asr") return client.asr.stream({ ...options, language: "en" });
  if (modality === "tts") return client.tts.stream({ ...options, language: target ?? "ja" });
  return client.s2st.stream({ ...options, source: source ?? "en", target: target ?? "ja" });
}
