// Draining a backlog through a session's iterator, beside walking over an array.

import { SessionRunner, silentLogger, systemClock } from "@kotoba/core";
import { atMost } from "./goal.js";
import { interleaved } from "./interleaved.js";

const EVENTS = 100_000;

/** @returns {Promise<import("./report.js").Row[]>} */
export async function backlogRows() {
  const seconds = await interleaved(
    5,
    { ours: drainSession, plain: walkArray },
    { ours: filledSession, plain: filledArray },
  );
  return [
    {
      what: "draining a backlog of 100,000 events, ms, beside an awaited walk over an array",
      ours: seconds.ours * 1000,
      baseline: seconds.plain * 1000,
      goal: atMost(10),
    },
  ];
}

/** A session whose peer sent everything at once, and takes no heed of being paused. */
function filledSession() {
  const nothing = () => {};
  const runner = new SessionRunner({
    socket: {
      listen: nothing,
      send: nothing,
      ping: nothing,
      pause: nothing,
      resume: nothing,
      close: nothing,
      terminate: nothing,
    },
    protocol: { openingFrames: [], receive: (text) => ({ events: [{ text }] }) },
    clock: systemClock,
    logger: silentLogger,
    place: "nowhere",
    finishLimitMs: 1000,
    highWaterMarkBytes: 1000,
    signals: [],
  });
  for (let n = 0; n < EVENTS; n++) runner.onText("word");
  return runner;
}

/** @param {AsyncIterable<unknown>} session */
async function drainSession(session) {
  const events = session[Symbol.asyncIterator]();
  for (let n = 0; n < EVENTS; n++) await events.next();
}

function filledArray() {
  return Array.from({ length: EVENTS }, () => ({ text: "word" }));
}

/** @param {unknown[]} events */
async function walkArray(events) {
  for (let n = 0; n < EVENTS; n++) await events[n];
}
