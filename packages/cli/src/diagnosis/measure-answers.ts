import { Agent, type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { type Finding, ok, warning } from "./finding.ts";
import { within } from "./within.ts";

const REQUESTS = 5;
/** More than network and rounding can explain. */
const GREAT_SKEW_S = 30;

/** How a host answered, some times in turn, over one connection. */
export interface Answers {
  /** How long each took, in milliseconds. */
  readonly durationsMs: readonly number[];
  /** By how many seconds the host's clock is ahead of ours; undefined where it does not tell. */
  readonly skewSeconds: number | undefined;
}

/** Asks for what is behind the URL, without a key, whatever the answer is. Ends early when the host ends the connection. */
export async function measureAnswers(socket: Socket, url: URL, limitMs: number): Promise<Answers> {
  const agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), {
    createConnection: () => socket,
  });
  const durationsMs: number[] = [];
  let skewSeconds: number | undefined;
  try {
    await within(limitMs, "no answer", async (signal) => {
      while (durationsMs.length < REQUESTS && !socket.destroyed) {
        const startTime = performance.now();
        const { date } = (await answer(agent, url, signal)).headers;
        durationsMs.push(performance.now() - startTime);
        if (date !== undefined) skewSeconds = (Date.parse(date) - Date.now()) / 1000;
      }
    });
  } catch {
    // As many as there were.
  }
  agent.destroy();
  return { durationsMs, skewSeconds };
}

/** Resolves when the whole answer has come. */
function answer(agent: Agent, { host, pathname }: URL, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ agent, path: pathname, headers: { host }, signal });
    asked.on("error", reject);
    asked.on("response", (response) => {
      response.on("end", () => resolve(response)).on("error", reject);
      response.resume();
    });
    asked.end();
  });
}

export function roundTripFinding({ durationsMs }: Answers): Finding {
  const sorted = durationsMs.toSorted((one, other) => one - other);
  const median = sorted[sorted.length >> 1];
  if (median === undefined) {
    return warning(
      "round trip",
      "no answer to a plain HTTP request",
      "Nothing, if what is below is in order: some hosts answer WebSockets alone.",
    );
  }
  const roundTripMs = Math.round(median * 10) / 10;
  return ok("round trip", `${roundTripMs} ms, the median of ${sorted.length}`, { roundTripMs });
}

export function* clockFinding({ skewSeconds }: Answers): Generator<Finding> {
  // The header has whole seconds.
  if (skewSeconds === undefined) return;
  const skew = Math.round(skewSeconds);
  const facts = { skewSeconds: skew };
  if (Math.abs(skew) <= GREAT_SKEW_S) yield ok("clock", "as here, give or take some seconds", facts);
  else {
    const here = skew > 0 ? "behind" : "ahead of";
    yield warning(
      "clock",
      `this machine's is ${Math.abs(skew)} s ${here} the host's`,
      "Set it, best by NTP: certificates are good from one time to another.",
      facts,
    );
  }
}
