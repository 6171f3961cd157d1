import { expect, it } from "vitest";
import { AudioLedger } from "./audio-ledger.ts";

const BYTES_PER_SECOND = 100;
const NOTHING_DONE = {
  audioBytesSent: 0,
  sentSeconds: 0,
  confirmedSeconds: 0,
  replayedSeconds: 0,
  lostSeconds: 0,
  bufferedSeconds: 0,
  reconnects: 0,
  gaps: [],
  framesSent: 0,
  framesReceived: 0,
  heldBytes: 0,
};

function ledger() {
  const made = new AudioLedger(BYTES_PER_SECOND);
  for (let start = 0; start < 500; start += 100) made.send({ start, end: start + 100 });
  return made;
}

it("counts what is sent again as bytes again, but as no more seconds", () => {
  const account = ledger();
  account.send({ start: 300, end: 400 });
  account.send({ start: 400, end: 500 });
  account.send({ start: 500, end: 550 });
  expect(account.sentEnd).toBe(550);
  expect(account.stats(undefined)).toMatchObject({
    audioBytesSent: 750,
    sentSeconds: 5.5,
    replayedSeconds: 2,
    confirmedSeconds: 0,
    lostSeconds: 0,
    gaps: [],
  });
});

it("takes no confirmation back", () => {
  const account = ledger();
  account.confirm(300);
  account.confirm(200);
  expect(account.confirmedEnd).toBe(300);
  expect(account.stats(undefined).confirmedSeconds).toBe(3);
});

it("makes one gap of what is lost together, gives it once, and does not count it as confirmed", () => {
  const account = ledger();
  account.confirm(100);
  account.lose({ start: 100, end: 200 });
  account.lose({ start: 200, end: 350 });
  const gap = { fromSeconds: 1, toSeconds: 3.5, reason: "buffer_overflow" };
  // It counts before it is given: the session may end as it is.
  expect(account.stats(undefined)).toMatchObject({ gaps: [gap], lostSeconds: 2.5, confirmedSeconds: 1 });
  expect(account.closeGap()).toEqual(gap);
  expect(account.closeGap()).toBeUndefined();
  account.confirm(500);
  expect(account.stats(undefined)).toMatchObject({ gaps: [gap], lostSeconds: 2.5, confirmedSeconds: 2.5 });
});

it("keeps gaps apart between which audio went out, and those of other reasons", () => {
  const account = ledger();
  account.lose({ start: 0, end: 100 });
  account.closeGap();
  account.confirm(300);
  account.addGap({ fromSeconds: 2, toSeconds: 3, reason: "answer_interrupted" });
  account.lose({ start: 300, end: 400 });
  account.closeGap();
  account.confirm(500);
  expect(account.stats(undefined)).toMatchObject({
    gaps: [
      { fromSeconds: 0, toSeconds: 1, reason: "buffer_overflow" },
      { fromSeconds: 2, toSeconds: 3, reason: "answer_interrupted" },
      { fromSeconds: 3, toSeconds: 4, reason: "buffer_overflow" },
    ],
    lostSeconds: 3,
    confirmedSeconds: 2,
  });
});

it("adds up the connections, and the first answer's wait is that of the first that gave one", () => {
  const account = ledger();
  expect(account.stats(undefined)).not.toHaveProperty("firstEventLatencyMs");
  account.endConnection({ ...NOTHING_DONE, framesSent: 3, framesReceived: 2 });
  account.countReconnect();
  account.endConnection({ ...NOTHING_DONE, framesSent: 4, framesReceived: 1, firstEventLatencyMs: 80 });
  account.countReconnect();
  const present = {
    ...NOTHING_DONE,
    framesSent: 10,
    framesReceived: 20,
    heldBytes: 7,
    firstEventLatencyMs: 5,
  };
  expect(account.stats(present)).toMatchObject({
    framesSent: 17,
    framesReceived: 23,
    heldBytes: 7,
    firstEventLatencyMs: 80,
    reconnects: 2,
  });
});

it("gives accounts that stay as they are", () => {
  const account = ledger();
  const before = account.stats(undefined);
  account.lose({ start: 0, end: 100 });
  account.closeGap();
  expect(before.gaps).toEqual([]);
});
