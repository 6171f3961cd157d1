import { AuthError, ConfigurationError, ConnectionLostError, ProtocolError } from "@kotoba/core";
import { type ScriptedConnection, until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import type { AsrSession } from "./asr-session.ts";
import type { AsrEvent } from "./live-events.ts";
import type { LiveOptions } from "./live-options.ts";
import {
  COMMITTED,
  completedFrame,
  deltaFrame,
  type LiveScript,
  type LiveTestBed,
  liveTestBed,
} from "./live-test-bed.ts";
import { TranscriptAssembler } from "./transcript-assembler.ts";

const NOTHING_LEFT = { timers: 0, listeners: 0 };
/** 100 ms at 24 kHz, which travel as one piece. */
const SPEECH = new Int16Array(2400).fill(7000);
const SILENCE = new Int16Array(2400);
/** The wait before the first attempt at a new line, and before the second. */
const [FIRST_WAIT_MS, SECOND_WAIT_MS] = [125, 250];

async function setUp(scripts: readonly LiveScript[], options: LiveOptions = {}) {
  const bed = await liveTestBed(...scripts);
  const session = await bed.asr.stream({ resume: true, signal: bed.controller.signal, ...options });
  return { bed, session, outcome: drain(session), [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}

async function drain(session: AsyncIterable<AsrEvent>) {
  const events: AsrEvent[] = [];
  try {
    for await (const event of session) events.push(event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fine",
    (error) => error,
  );

/** What a consumer reads of the events: types of those without text. */
const told = (events: readonly AsrEvent[]) =>
  events.map((event) => {
    if (event.type === "partial_transcript") return [event.itemId, event.text];
    if (event.type === "final_transcript") return [event.itemId, `${event.text}!`];
    return event.type;
  });

async function send(session: AsrSession, chunk: Int16Array, count: number): Promise<void> {
  for (let number = 0; number < count; number++) await session.sendAudio(chunk);
}

/** The `event_id` of a chunk. */
const chunkId = (number: number) => `chunk-${String(number).padStart(7, "0")}`;

/** The numbers of the next chunks that come; a commit is 0. */
async function receive(peer: ScriptedConnection, count: number): Promise<number[]> {
  const numbers: number[] = [];
  while (numbers.length < count) {
    const { event_id } = await peer.receive();
    numbers.push(event_id === undefined ? 0 : Number(String(event_id).slice(6)));
  }
  return numbers;
}

async function receiveUntilCommit(peer: ScriptedConnection): Promise<number[]> {
  const numbers: number[] = [];
  while (numbers.at(-1) !== 0) numbers.push(...(await receive(peer, 1)));
  return numbers.slice(0, -1);
}

/** Moves the clock to the next attempt, and waits for the new line. */
async function restored({ clock }: LiveTestBed, session: AsrSession, waitMs = FIRST_WAIT_MS): Promise<void> {
  await until(() => session.state === "reconnecting");
  await clock.advance(waitMs);
  await until(() => session.state !== "reconnecting");
}

describe("a line that is lost", () => {
  it("in a turn's middle: it is said again from its first chunk, and told but once, under its first name", async () => {
    let replayed: number[] = [];
    await using test = await setUp([
      async (peer) => {
        await receive(peer, 4);
        peer.send(deltaFrame("good", chunkId(1)));
        peer.send(deltaFrame(" morn", chunkId(1)));
        await receive(peer, 1);
        peer.terminate();
      },
      async (peer) => {
        replayed = await receiveUntilCommit(peer);
        for (const delta of ["go", "od morning", "", " all"]) peer.send(deltaFrame(delta, "other-name"));
        peer.send(completedFrame("Good morning, all.", "other-name"));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 4);
    await until(() => session.stats().framesReceived === 4);
    await send(session, SPEECH, 1);
    await restored(bed, session);
    await send(session, SPEECH, 1);
    await session.commit();
    const { events, error } = await outcome;
    expect(error).toBeUndefined();
    expect(told(events)).toEqual([
      "session_ready",
      [chunkId(1), "good"],
      [chunkId(1), " morn"],
      "reconnecting",
      "reconnected",
      [chunkId(1), "ing"],
      [chunkId(1), " all"],
      [chunkId(1), "Good morning, all.!"],
      "committed",
      "done",
    ]);
    expect(events).toContainEqual({ type: "reconnecting", attempt: 1 });
    expect(events).toContainEqual({ type: "reconnected", replayedSeconds: 0.5 });
    expect(replayed).toEqual([1, 2, 3, 4, 5, 6]);
    expect(bed.settings[1]).toEqual(bed.settings[0]);
    expect(session.stats()).toMatchObject({
      sentSeconds: 0.6,
      confirmedSeconds: 0.6,
      replayedSeconds: 0.5,
      lostSeconds: 0,
      bufferedSeconds: 0,
      reconnects: 1,
      gaps: [],
    });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  /** A turn of 500 ms and the silence behind it; then the first frame of the next turn, in chunk 14. */
  const firstTurn = async (peer: ScriptedConnection) => {
    await receive(peer, 13);
    peer.send(deltaFrame("one", chunkId(1)));
    peer.send(completedFrame("One.", chunkId(1)));
  };

  it("in the second turn: the first is not sent again, nor is most of the silence behind it", async () => {
    let replayed: number[] = [];
    await using test = await setUp([
      async (peer) => {
        await firstTurn(peer);
        await receive(peer, 2);
        peer.send(deltaFrame("", chunkId(14)));
        peer.send(deltaFrame("two", chunkId(14)));
        await receive(peer, 1);
        peer.terminate();
      },
      async (peer) => {
        replayed = await receiveUntilCommit(peer);
        peer.send(deltaFrame("two", chunkId(10)));
        peer.send(completedFrame("Two.", chunkId(10)));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 5);
    await send(session, SILENCE, 8);
    await until(() => session.stats().framesReceived === 4);
    await send(session, SPEECH, 2);
    await until(() => session.stats().framesReceived === 6);
    expect(session.stats().confirmedSeconds).toBeGreaterThan(0.5);
    await send(session, SPEECH, 1);
    await restored(bed, session);
    await session.commit();
    expect(told((await outcome).events)).toEqual([
      "session_ready",
      [chunkId(1), "one"],
      [chunkId(1), "One.!"],
      [chunkId(14), "two"],
      "reconnecting",
      "reconnected",
      [chunkId(14), "Two.!"],
      "committed",
      "done",
    ]);
    // From the middle of the silence, which is in chunks 6 to 13.
    expect(replayed).toEqual([10, 11, 12, 13, 14, 15, 16]);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("before the next turn has begun: the turn is heard again, and left out", async () => {
    let replayed: number[] = [];
    await using test = await setUp([
      async (peer) => {
        await firstTurn(peer);
        await receive(peer, 1);
        peer.terminate();
      },
      async (peer) => {
        replayed = await receiveUntilCommit(peer);
        peer.send(deltaFrame("one", chunkId(1)));
        peer.send(completedFrame("One!", chunkId(1)));
        peer.send(deltaFrame("two", chunkId(14)));
        peer.send(completedFrame("Two.", chunkId(14)));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 5);
    await send(session, SILENCE, 8);
    await until(() => session.stats().framesReceived === 4);
    await send(session, SPEECH, 1);
    await restored(bed, session);
    await session.commit();
    expect(told((await outcome).events)).toEqual([
      "session_ready",
      [chunkId(1), "one"],
      [chunkId(1), "One.!"],
      "reconnecting",
      "reconnected",
      [chunkId(14), "two"],
      [chunkId(14), "Two.!"],
      "committed",
      "done",
    ]);
    expect(replayed).toEqual(Array.from({ length: 14 }, (_, index) => index + 1));
    expect(session.stats()).toMatchObject({ sentSeconds: 1.4, confirmedSeconds: 1.4 });
  });

  it.each<[string, readonly (readonly [number, string])[]]>([
    ["as one with the next", [[1, "One. Two."]]],
    [
      "as two",
      [
        [1, "On"],
        [7, "e."],
        [14, "Two."],
      ],
    ],
  ])("before the next turn has begun: a turn that is now heard %s is told once", async (_, again) => {
    await using test = await setUp([
      async (peer) => {
        await firstTurn(peer);
        await receive(peer, 1);
        peer.terminate();
      },
      async (peer) => {
        await receiveUntilCommit(peer);
        for (const [chunk, text] of again) {
          peer.send(deltaFrame(text, chunkId(chunk)));
          peer.send(completedFrame(text, chunkId(chunk)));
        }
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 5);
    await send(session, SILENCE, 8);
    await until(() => session.stats().framesReceived === 4);
    await send(session, SPEECH, 1);
    await restored(bed, session);
    await session.commit();
    const assembler = new TranscriptAssembler();
    for (const event of (await outcome).events) assembler.add(event);
    expect(assembler.turns).toEqual(["One.", "Two."]);
  });

  it("behind a short last turn: it is heard again, and left out", async () => {
    await using test = await setUp([
      async (peer) => {
        await firstTurn(peer);
        await receiveUntilCommit(peer);
        peer.send(completedFrame("Two.", chunkId(14)));
        peer.terminate();
      },
      async (peer) => {
        await receiveUntilCommit(peer);
        peer.send(completedFrame("Two.", chunkId(10)));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 5);
    await send(session, SILENCE, 8);
    await send(session, SPEECH, 1);
    await session.commit();
    await restored(bed, session);
    const { events } = await outcome;
    expect(events.flatMap((event) => (event.type === "final_transcript" ? event.text : []))).toEqual([
      "One.",
      "Two.",
    ]);
    expect(events.at(-1)).toEqual({ type: "done" });
  });

  it("again, in the replay: the turn begins once more, and is told but once", async () => {
    const replayed: number[][] = [];
    const cutAfter =
      (count: number, ...deltas: string[]) =>
      async (peer: ScriptedConnection) => {
        replayed.push(await receive(peer, count));
        for (const delta of deltas) peer.send(deltaFrame(delta, chunkId(1)));
        peer.terminate();
      };
    await using test = await setUp([
      cutAfter(5, "a b", " c"),
      cutAfter(2, "a"),
      cutAfter(4, "a b", " c d"),
      async (peer) => {
        replayed.push(await receiveUntilCommit(peer));
        peer.send(deltaFrame("a b c d e", chunkId(1)));
        peer.send(completedFrame("A b c d e.", chunkId(1)));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 5);
    // Attempts at a line that does not last are counted on: each wait is longer.
    for (const waitMs of [FIRST_WAIT_MS, SECOND_WAIT_MS, 500]) await restored(bed, session, waitMs);
    await session.commit();
    const { events } = await outcome;
    expect(events.flatMap((event) => (event.type === "partial_transcript" ? event.text : [])).join("")).toBe(
      "a b c d e",
    );
    expect(events.flatMap((event) => (event.type === "reconnecting" ? event.attempt : []))).toEqual([
      1, 2, 3,
    ]);
    expect(replayed).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2],
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5],
    ]);
    expect(session.stats()).toMatchObject({ sentSeconds: 0.5, confirmedSeconds: 0.5, reconnects: 3 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("while the rest is awaited: the commit is said again, and the session completes", async () => {
    const heard: number[][] = [];
    await using test = await setUp([
      async (peer) => {
        heard.push(await receiveUntilCommit(peer));
        peer.send(deltaFrame("bye", chunkId(1)));
        peer.terminate();
      },
      async (peer) => {
        heard.push(await receiveUntilCommit(peer));
        peer.send(completedFrame("Bye.", chunkId(1)));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 3);
    await session.commit();
    await restored(bed, session);
    expect(told((await outcome).events).slice(-3)).toEqual([[chunkId(1), "Bye.!"], "committed", "done"]);
    expect(heard).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(await caught(session.sendAudio(SPEECH))).toBeInstanceOf(ConfigurationError);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, LiveScript]>([
    ["is closed in the handshake", { raw: (peer) => peer.close(1011) }],
    ["is refused for a while", { status: 503 }],
    [
      "is refused for want of capacity",
      { raw: (peer) => peer.send({ type: "error", error: { code: "capacity", message: "full" } }) },
    ],
  ])("and whose next one %s is tried for again", async (_, script) => {
    await using test = await setUp([
      async (peer) => {
        await receive(peer, 1);
        peer.terminate();
      },
      script,
      async (peer) => {
        await receiveUntilCommit(peer);
        peer.send(completedFrame("Yes.", chunkId(1)));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 1);
    await until(() => session.state === "reconnecting");
    await bed.clock.advance(FIRST_WAIT_MS);
    await until(() => bed.server.upgrades.length === 2 && bed.server.openSockets === 0);
    await restored(bed, session, SECOND_WAIT_MS);
    await session.commit();
    expect(told((await outcome).events)).toEqual([
      "session_ready",
      "reconnecting",
      "reconnecting",
      "reconnected",
      [chunkId(1), "Yes.!"],
      "committed",
      "done",
    ]);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("without turn detection: all is sent again", async () => {
    let replayed: number[] = [];
    await using test = await setUp(
      [
        async (peer) => {
          await receive(peer, 3);
          peer.send(deltaFrame("one two", chunkId(1)));
          await receive(peer, 20);
          peer.terminate();
        },
        async (peer) => {
          replayed = await receiveUntilCommit(peer);
          peer.send(deltaFrame("one two three", chunkId(1)));
          peer.send(completedFrame("One two three.", chunkId(1)));
          peer.send(COMMITTED);
        },
      ],
      { turnDetection: false },
    );
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 3);
    await send(session, SILENCE, 20);
    expect(session.stats().confirmedSeconds).toBe(0);
    await restored(bed, session);
    await session.commit();
    const { events } = await outcome;
    expect(told(events).slice(3)).toEqual([
      "reconnected",
      [chunkId(1), " three"],
      [chunkId(1), "One two three.!"],
      "committed",
      "done",
    ]);
    expect(replayed).toHaveLength(23);
  });
});

describe("a service that gives", () => {
  it.each<[string, string | undefined, (string | undefined)[]]>([
    ["no item_id", undefined, [undefined, undefined]],
    ["names of its own, again on each connection", "item-1", ["item-1", "item-1@2"]],
  ])("%s: a turn that was completed is not sent again", async (_, itemId, itemIds) => {
    let replayed: number[] = [];
    await using test = await setUp([
      async (peer) => {
        await receive(peer, 13);
        peer.send(completedFrame("One.", itemId));
        await receive(peer, 1);
        peer.terminate();
      },
      async (peer) => {
        replayed = await receiveUntilCommit(peer);
        peer.send(deltaFrame("two", itemId));
        peer.send(completedFrame("Two.", itemId));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 5);
    // As a microphone gives it.
    for (let piece = 0; piece < 8; piece++) {
      await bed.clock.advance(200);
      await send(session, SILENCE, 1);
    }
    await until(() => session.stats().framesReceived === 3);
    await send(session, SPEECH, 1);
    await restored(bed, session);
    await session.commit();
    const { events } = await outcome;
    expect(
      events.flatMap((event) => (event.type === "final_transcript" ? [[event.itemId, event.text]] : [])),
    ).toEqual([
      [itemIds[0], "One."],
      [itemIds[1], "Two."],
    ]);
    expect(replayed).toEqual([10, 11, 12, 13, 14]);
    const assembler = new TranscriptAssembler();
    for (const event of events) assembler.add(event);
    expect(assembler.turns).toEqual(["One.", "Two."]);
  });

  it("names of its own to audio that came faster than it was spoken: what it has completed is left out", async () => {
    await using test = await setUp([
      async (peer) => {
        await receive(peer, 27);
        // It is not as far as that: what was sent last says nothing of where this turn ended.
        peer.send(completedFrame("One.", "item-1"));
        peer.terminate();
      },
      async (peer) => {
        expect(await receiveUntilCommit(peer)).toHaveLength(27);
        for (const text of ["One.", "Two."]) peer.send(completedFrame(text, `item-${text}`));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    for (let turn = 0; turn < 2; turn++) {
      await send(session, SPEECH, 5);
      await send(session, SILENCE, 8);
    }
    await send(session, SPEECH, 1);
    await restored(bed, session);
    await session.commit();
    const { events } = await outcome;
    expect(events.flatMap((event) => (event.type === "final_transcript" ? event.text : []))).toEqual([
      "One.",
      "Two.",
    ]);
  });
});

describe("more audio than is kept", () => {
  const TWO_KEPT = { maxBufferSeconds: 0.2 };
  const cut = async (peer: ScriptedConnection) => {
    await receive(peer, 4);
    peer.terminate();
  };

  it("ends the session, and says what to do", async () => {
    await using test = await setUp([cut], { resume: TWO_KEPT });
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 4);
    const { error } = await outcome;
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ code: "resume_overflow", sentSeconds: 0.4, confirmedSeconds: 0 });
    expect(String(error)).toContain("over 0.2 s of audio are unanswered");
    expect(String(error)).toContain("maxBufferSeconds");
    expect(await caught(session.sendAudio(SPEECH))).toBe(error);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("is no matter while the line stands, in however large a chunk it comes", async () => {
    let heard: number[] = [];
    await using test = await setUp(
      [
        async (peer) => {
          heard = await receiveUntilCommit(peer);
          peer.send(completedFrame("All.", chunkId(1)));
          peer.send(COMMITTED);
        },
      ],
      { resume: TWO_KEPT, highWaterMarkBytes: 1000 },
    );
    const { bed, session, outcome } = test;
    const sent = session.sendAudio(new Int16Array(24_000 * 4));
    await until(() => session.stats().sentSeconds === 4);
    // What is faster than a microphone is held back behind it.
    await bed.clock.advance(4000);
    await sent;
    await session.commit();
    const { events, error } = await outcome;
    expect(error).toBeUndefined();
    expect(told(events)).toEqual(["session_ready", [chunkId(1), "All.!"], "committed", "done"]);
    expect(heard).toHaveLength(20);
    expect(session.stats()).toMatchObject({ sentSeconds: 4, confirmedSeconds: 4, lostSeconds: 0 });
  });

  it("with drop-oldest is told as one gap, and the session goes on behind it", async () => {
    let replayed: number[] = [];
    await using test = await setUp(
      [
        cut,
        async (peer) => {
          replayed = await receiveUntilCommit(peer);
          peer.send(completedFrame("The end.", chunkId(6)));
          peer.send(COMMITTED);
        },
      ],
      { resume: { ...TWO_KEPT, onOverflow: "drop-oldest" } },
    );
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 4);
    await until(() => session.state === "reconnecting");
    await send(session, SPEECH, 3);
    await restored(bed, session);
    await session.commit();
    const { events, error } = await outcome;
    expect(error).toBeUndefined();
    const gap = { fromSeconds: 0, toSeconds: 0.5, reason: "buffer_overflow" };
    expect(told(events)).toEqual([
      "session_ready",
      "reconnecting",
      "reconnected",
      "gap",
      [chunkId(6), "The end.!"],
      "committed",
      "done",
    ]);
    expect(events).toContainEqual({ type: "gap", ...gap });
    expect(replayed).toEqual([6, 7]);
    const { confirmedSeconds, lostSeconds, sentSeconds, gaps } = session.stats();
    expect(gaps).toEqual([gap]);
    expect([lostSeconds, sentSeconds]).toEqual([0.5, 0.6]);
    expect(confirmedSeconds + lostSeconds).toBeCloseTo(0.7, 9);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("while there is no line,", () => {
  const gone: LiveScript = async (peer) => {
    await receive(peer, 1);
    peer.terminate();
  };

  /** A session whose line has just been lost, and does not come back. */
  async function inOutage(options: LiveOptions = {}) {
    const test = await setUp([gone, "hang"], options);
    await send(test.session, SPEECH, 1);
    await until(() => test.session.state === "reconnecting");
    return test;
  }

  it("audio is taken at the pace of a microphone, and a fast source is held back", async () => {
    await using test = await inOutage();
    const { bed, session } = test;
    // A second more than the clock has gone on.
    await send(session, SPEECH, 10);
    let isTaken = false;
    const held = session.sendAudio(SPEECH).then(() => {
      isTaken = true;
    });
    await bed.clock.advance(99);
    expect(isTaken).toBe(false);
    await bed.clock.advance(1);
    expect(isTaken).toBe(true);
    await held;
    await bed.clock.advance(500);
    await send(session, SPEECH, 5);
    expect(session.stats().bufferedSeconds).toBeCloseTo(1.7, 9);
    await session.close();
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("a source that is held back goes on with the new line", async () => {
    let replayed: number[] = [];
    await using test = await setUp([
      gone,
      async (peer) => {
        replayed = await receiveUntilCommit(peer);
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    const fed = session.feed(Array.from({ length: 40 }, () => SPEECH));
    await restored(bed, session);
    await fed;
    expect((await outcome).error).toBeUndefined();
    expect(replayed).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("a server that never comes back is an error within the deadline, which tells how far it got", async () => {
    await using test = await inOutage({ resume: { deadlineMs: 10_000 }, timeoutMs: 3000 });
    const { bed, session, outcome } = test;
    const commit = caught(session.commit());
    let isOver = false;
    void outcome.finally(() => {
      isOver = true;
    });
    for (let steps = 0; steps < 100 && bed.clock.now() < 9999; steps++) {
      await bed.clock.advance(99);
      // The system, too, must have its say.
      await new Promise(setImmediate);
    }
    expect(isOver).toBe(false);
    await bed.clock.advance(10_000 - bed.clock.now());
    const { events, error } = await outcome;
    expect(bed.clock.now()).toBe(10_000);
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ code: "connection_lost", sentSeconds: 0.1, confirmedSeconds: 0 });
    expect(String(error)).toContain("not restored within 10000 ms");
    expect(String(error)).toContain("did not get a session ready");
    expect(String(error)).toContain("0.1 s of audio had been sent, 0.0 s were answered for");
    expect(await commit).toBe(error);
    expect(events.filter(({ type }) => type === "reconnecting").length).toBeGreaterThan(2);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("a server that takes every line and drops it at once has no more than the deadline", async () => {
    await using test = await setUp([(peer) => peer.terminate()], { resume: { deadlineMs: 10_000 } });
    const { bed, session, outcome } = test;
    await until(() => session.state === "reconnecting");
    let isOver = false;
    const ended = outcome.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await bed.clock.advance(25);
      // The system, too, must have its say.
      await new Promise(setImmediate);
    }
    expect((await ended).error).toMatchObject({ name: "ConnectionLostError", code: "connection_lost" });
    expect(bed.clock.now()).toBe(10_000);
    expect(bed.server.upgrades.length).toBeGreaterThan(3);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, (test: Awaited<ReturnType<typeof inOutage>>) => unknown, object | undefined]>([
    ["an abort", ({ bed }) => bed.controller.abort({ why: "enough" }), { why: "enough" }],
    ["close()", ({ session }) => session.close(), undefined],
    ["the close of the client", ({ bed }) => bed.context.close(), { code: "client_closed" }],
  ])("%s ends everything at once", async (_, end, expected) => {
    for (const isTrying of [false, true]) {
      await using test = await inOutage();
      const { bed, session, outcome } = test;
      if (isTrying) {
        await bed.clock.advance(FIRST_WAIT_MS);
        await until(() => bed.server.upgrades.length === 2);
      }
      await send(session, SPEECH, 10 + (isTrying ? 1 : 0));
      const waiting = [caught(session.sendAudio(SPEECH)), caught(session.commit())];
      await end(test);
      const { error } = await outcome;
      if (expected === undefined) expect(error).toBeUndefined();
      else expect(error).toMatchObject(expected);
      for (const call of waiting) expect(await call).toMatchObject(expected ?? { code: "session_closed" });
      expect(session.state).toBe("closed");
      expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
      expect(bed.server.upgrades).toHaveLength(isTrying ? 2 : 1);
    }
  });

  it("a key that is refused comes out as itself, at once", async () => {
    await using test = await setUp([gone, { status: 401, body: { error: "no such key" } }]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 1);
    await until(() => session.state === "reconnecting");
    await bed.clock.advance(FIRST_WAIT_MS);
    const { error } = await outcome;
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ status: 401 });
    expect(bed.server.upgrades).toHaveLength(2);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("is not resumed:", () => {
  it.each<[string, (peer: ScriptedConnection) => void, typeof ConnectionLostError | typeof ProtocolError]>([
    ["a close for a reason that stays", (peer) => peer.close(1008, "go away"), ConnectionLostError],
    ["an error frame", (peer) => peer.send({ type: "error", error: "it broke" }), ProtocolError],
    ["an error frame for capacity", (peer) => peer.send({ type: "error", error: "capacity" }), ProtocolError],
    [
      "a frame that breaks the contract",
      (peer) => peer.send({ ...deltaFrame("", "1"), delta: 7 }),
      ProtocolError,
    ],
  ])("%s", async (_, end, errorClass) => {
    await using test = await setUp([
      async (peer) => {
        await receive(peer, 2);
        end(peer);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 2);
    const { events, error } = await outcome;
    expect(error).toBeInstanceOf(errorClass);
    if (ConnectionLostError.isInstance(error)) expect(error).toMatchObject({ sentSeconds: 0.2 });
    expect(told(events)).toEqual(["session_ready"]);
    expect(bed.server.upgrades).toHaveLength(1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("a session that did not ask for it", async () => {
    await using test = await setUp([(peer) => peer.terminate()], { resume: false });
    expect((await test.outcome).error).toBeInstanceOf(ConnectionLostError);
    expect(test.bed.server.upgrades).toHaveLength(1);
  });

  it("a stream of Ogg Opus, which cannot be taken up in its middle", async () => {
    await using bed = await liveTestBed();
    const error = await caught(bed.asr.stream({ resume: true, audioFormat: "ogg/opus" }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain("resume");
    expect(bed.server.upgrades).toHaveLength(0);
  });
});

it("a consumer that lags holds the service back, on each line, and loses nothing", async () => {
  const count = 3000;
  const pouring = (from: number) => async (peer: ScriptedConnection) => {
    for (let number = from; number < from + count; number++) {
      peer.send(completedFrame(String(number), `t${number}`));
    }
    if (from === 0) {
      await receive(peer, 1);
      peer.terminate();
    } else {
      await receiveUntilCommit(peer);
      peer.send(COMMITTED);
    }
  };
  await using bed = await liveTestBed(pouring(0), pouring(count));
  const session = await bed.asr.stream({ resume: true, signal: bed.controller.signal });
  await session.sendAudio(SPEECH);
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  // 256 for the consumer, and as many on the way to them.
  const { framesReceived } = session.stats();
  expect(framesReceived).toBeLessThan(count);
  await bed.clock.advance(60_000);
  expect(session.state).toBe("open");
  const outcome = drain(session);
  await restored(bed, session);
  await session.commit();
  const { events, error } = await outcome;
  expect(error).toBeUndefined();
  const finals = events.flatMap((event) => (event.type === "final_transcript" ? event.text : []));
  expect(finals).toEqual(Array.from({ length: 2 * count }, (_, number) => String(number)));
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

describe("nothing is lost", () => {
  it("by a quiet room: silence that is not kept any longer needs no answer", async () => {
    await using test = await setUp([
      async (peer) => {
        await receive(peer, 400);
        peer.terminate();
      },
      async (peer) => {
        await receiveUntilCommit(peer);
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    for (let second = 0; second < 40; second++) {
      await send(session, SILENCE, 10);
      await bed.clock.advance(1000);
    }
    await restored(bed, session);
    await session.commit();
    expect((await outcome).events.at(-1)).toEqual({ type: "done" });
    expect(session.stats()).toMatchObject({ sentSeconds: 40, confirmedSeconds: 40, gaps: [] });
  });

  it("by a service that says it is done before the audio has ended: the line counts as lost", async () => {
    let replayed: number[] = [];
    await using test = await setUp([
      async (peer) => {
        await receive(peer, 3);
        peer.send(COMMITTED);
        await peer.receive();
      },
      async (peer) => {
        replayed = await receiveUntilCommit(peer);
        peer.send(completedFrame("all", chunkId(1)));
        peer.send(COMMITTED);
      },
    ]);
    const { bed, session, outcome } = test;
    await send(session, SPEECH, 3);
    await restored(bed, session);
    await send(session, SPEECH, 1);
    await session.commit();
    const { events } = await outcome;
    expect(told(events)).toEqual([
      "session_ready",
      "reconnecting",
      "reconnected",
      [chunkId(1), "all!"],
      "committed",
      "done",
    ]);
    expect(replayed).toEqual([1, 2, 3, 4]);
  });
});

it("a server that dies again and again behind the commit has no more than the deadline, however long it lives", async () => {
  await using test = await setUp([
    async (peer) => {
      await receiveUntilCommit(peer);
      await until(() => test.bed.clock.now() % 1000 > 0);
      peer.terminate();
    },
  ]);
  const { bed, session, outcome } = test;
  await send(session, SPEECH, 1);
  await session.commit();
  let ended: unknown;
  void outcome.then(({ error }) => {
    ended = error;
  });
  for (let step = 0; step < 40 && ended === undefined; step++) await bed.clock.advance(6001);
  expect(ended).toBeInstanceOf(ConnectionLostError);
});

it("a turn that is told twice counts once; another one of the same name counts, too", async () => {
  await using test = await setUp([
    async (peer) => {
      await receive(peer, 1);
      peer.send(completedFrame("Good morning.", chunkId(1)));
      peer.send(completedFrame("Good morning.", chunkId(1)));
      peer.send(completedFrame("How are you?", chunkId(1)));
      await receiveUntilCommit(peer);
      peer.send(COMMITTED);
    },
  ]);
  const { session, outcome } = test;
  await send(session, SPEECH, 1);
  await session.commit();
  const { events, error } = await outcome;
  expect(error).toBeUndefined();
  const finals = events.flatMap((event) => (event.type === "final_transcript" ? [event.text] : []));
  expect(finals).toEqual(["Good morning.", "How are you?"]);
});

it("a second turn of one name does not begin where the first one did: after a lost line neither is told again", async () => {
  await using test = await setUp([
    async (peer) => {
      await receive(peer, 2);
      peer.send(completedFrame("Good morning.", chunkId(1)));
      peer.send(completedFrame("How are you?", chunkId(1)));
      await receive(peer, 1);
      peer.terminate();
    },
    async (peer) => {
      await receiveUntilCommit(peer);
      peer.send(completedFrame("Good morning.", chunkId(1)));
      peer.send(completedFrame("How are you?", chunkId(2)));
      peer.send(COMMITTED);
    },
  ]);
  const { bed, session, outcome } = test;
  await send(session, SPEECH, 2);
  await until(() => session.stats().framesReceived === 4);
  await send(session, SPEECH, 1);
  await restored(bed, session);
  await session.commit();
  const { events } = await outcome;
  const finals = events.flatMap((event) => (event.type === "final_transcript" ? [event.text] : []));
  expect(finals).toEqual(["Good morning.", "How are you?"]);
});
