import { AuthError, ConfigurationError } from "@kotoba/core";
import { type ScriptedConnection, until } from "@kotoba/core/testing";
import { expect, it } from "vitest";
import {
  afterHandshake,
  audioFrame,
  COMMITTED,
  drain,
  NOTHING_LEFT,
  openedSession,
  PAIR,
  receiveAudio,
  s2stTestBed,
  textFrame,
} from "./s2st-test-bed.ts";
import type { S2stEvent } from "./translation-events.ts";

/** A second at 24 kHz: five pieces. */
const SECOND = new Int16Array(24_000).fill(7);
const SPEECH = new Int16Array(24_000).fill(5000);
const SILENCE = new Int16Array(24_000);
const SOUND = audioFrame(new Uint8Array(4800).fill(9));
const NO_SOUND = audioFrame(new Uint8Array(4800));

type Script = (peer: ScriptedConnection) => void | Promise<void>;

/** Does one thing on each connection, and the last on all that follow. */
function inTurn(...scripts: readonly Script[]): Script {
  let connection = 0;
  return (peer) => scripts[Math.min(connection++, scripts.length - 1)]?.(peer);
}

/** The numbers of the chunks that came, up to the commit. */
async function chunkNumbers(peer: ScriptedConnection): Promise<number[]> {
  const numbers: number[] = [];
  for (;;) {
    const frame = await peer.receive();
    if (frame.type === "input_audio_buffer.commit") return numbers;
    numbers.push(Number(frame.event_id));
  }
}

async function receive(peer: ScriptedConnection, count: number): Promise<void> {
  for (let frame = 0; frame < count; frame++) await peer.receive();
}

const types = (events: readonly S2stEvent[]) => events.map(({ type }) => type);

it("sends everything again when the line breaks before a sound was made, and loses nothing", async () => {
  const heard: number[][] = [];
  await using test = await openedSession(
    inTurn(
      async (peer) => {
        await receive(peer, 10);
        peer.terminate();
      },
      async (peer) => {
        heard.push(await chunkNumbers(peer));
        peer.send(SOUND);
        peer.send(COMMITTED);
      },
    ),
    { resume: true },
  );
  const { bed, session } = test;
  const outcome = drain(session);
  await session.sendAudio(SECOND);
  await session.sendAudio(SECOND);
  await until(() => session.state === "reconnecting");
  await bed.clock.advance(250);
  await session.commit();
  const { events, error } = await outcome;
  expect(error).toBeUndefined();
  expect(types(events)).toEqual([
    "session_ready",
    "reconnecting",
    "reconnected",
    "audio_chunk",
    "committed",
    "done",
  ]);
  expect(events[2]).toMatchObject({ replayedSeconds: 2 });
  expect(heard).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
  expect(session.stats()).toMatchObject({
    sentSeconds: 2,
    confirmedSeconds: 2,
    replayedSeconds: 2,
    lostSeconds: 0,
    reconnects: 1,
  });
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

it("sends nothing again that may have been spoken, and tells what the listener may have missed", async () => {
  const heard: number[][] = [];
  await using test = await openedSession(
    inTurn(
      async (peer) => {
        await receive(peer, 10);
        peer.send(SOUND);
        await receive(peer, 1);
        peer.terminate();
      },
      async (peer) => {
        heard.push(await chunkNumbers(peer));
        peer.send(COMMITTED);
      },
    ),
    { resume: true },
  );
  const { bed, session } = test;
  const events: S2stEvent[] = [];
  const outcome = (async () => {
    for await (const event of session) events.push(event);
  })();
  await session.sendAudio(SECOND);
  await session.sendAudio(SECOND);
  await until(() => types(events).includes("audio_chunk"));
  // The sound was in the middle of the translation of these two seconds when the line broke.
  await session.sendAudio(SECOND.subarray(0, 4800));
  await until(() => session.state === "reconnecting");
  await bed.clock.advance(250);
  await session.commit();
  await outcome;
  expect(types(events)).toEqual([
    "session_ready",
    "audio_chunk",
    "reconnecting",
    "reconnected",
    "gap",
    "committed",
    "done",
  ]);
  expect(events[4]).toEqual({ type: "gap", fromSeconds: 0, toSeconds: 2, reason: "answer_interrupted" });
  expect(heard).toEqual([[11]]);
  const stats = session.stats();
  expect(stats).toMatchObject({ sentSeconds: 2.2, lostSeconds: 2, gaps: [{ fromSeconds: 0, toSeconds: 2 }] });
  expect(stats.confirmedSeconds).toBeCloseTo(0.2);
});

/** Says when audio has come so far, and does a thing then; in the end the line is lost. */
type Moment = readonly [seconds: number, (peer: ScriptedConnection) => void];

/** What comes of seconds of audio, sent one by one, and a service that does things at times. */
async function lostLine(moments: readonly Moment[], secondsApart: number, audio: readonly Int16Array[]) {
  await using test = await openedSession(
    inTurn(
      async (peer) => {
        let heard = 0;
        for (const [seconds, act] of moments) {
          await receive(peer, (seconds - heard) * 5);
          heard = seconds;
          act(peer);
        }
        await receive(peer, (audio.length - heard) * 5);
        peer.terminate();
      },
      async (peer) => {
        await receiveAudio(peer);
        peer.send(COMMITTED);
      },
    ),
    { resume: true },
  );
  const { bed, session } = test;
  const events: S2stEvent[] = [];
  const outcome = (async () => {
    for await (const event of session) events.push(event);
  })();
  const told = () => types(events).filter((type) => type === "audio_chunk" || type === "partial_transcript");
  for (const [index, second] of audio.entries()) {
    await bed.clock.advance(secondsApart * 1000);
    await session.sendAudio(second);
    const due = moments.filter(([seconds]) => seconds <= index + 1).length;
    await until(() => told().length >= due || session.state === "reconnecting");
  }
  await until(() => session.state === "reconnecting");
  await bed.clock.advance(250);
  await session.commit();
  await outcome;
  return { events, gap: events.find((event) => event.type === "gap"), stats: session.stats() };
}

const speak = (peer: ScriptedConnection) => peer.send(SOUND);
/** What comes behind it tells that the answer to a ping has come, too. */
const write = (peer: ScriptedConnection) => peer.send(textFrame("so"));
const [TWO, THREE] = [
  [SPEECH, SPEECH],
  [SPEECH, SPEECH, SPEECH],
] as const;
const silence = (seconds: number) => Array.from({ length: seconds }, () => SILENCE);

it("takes an utterance for translated when the service had time enough, and answers a ping with nothing to say", async () => {
  const audio = [...TWO, ...silence(9), ...THREE, SILENCE];
  const { gap, stats } = await lostLine(
    [
      [3, speak],
      [11, write],
      [14, speak],
    ],
    1,
    audio,
  );
  // Asked at 9 s, it had said nothing since 3: what was over by 4 s had been translated.
  expect(gap).toMatchObject({ toSeconds: 14, reason: "answer_interrupted" });
  expect(gap?.fromSeconds).toBeCloseTo(3.8, 1);
  expect(stats.replayedSeconds).toBeCloseTo(1, 5);
});

it("has no gap when all that was said had been translated", async () => {
  const audio = [...TWO, ...silence(20)];
  const { events, stats } = await lostLine(
    [
      [3, speak],
      [21, write],
    ],
    1,
    audio,
  );
  expect(types(events)).not.toContain("gap");
  expect(stats).toMatchObject({ lostSeconds: 0, gaps: [] });
});

it.each([
  [
    "the service spoke when it was asked",
    [
      [3, speak],
      [9, speak],
      [11, write],
      [14, speak],
    ],
  ],
  ["it had not said a word when it was asked", [[12, speak]]],
] as const)("takes nothing for translated when %s", async (_, moments) => {
  const { gap } = await lostLine(moments, 1, [...TWO, ...silence(9), ...THREE, SILENCE]);
  expect(gap?.fromSeconds).toBe(0);
});

it("takes nothing for translated of audio that went out in a burst", async () => {
  const { gap } = await lostLine(
    [
      [3, speak],
      [11, write],
      [14, speak],
    ],
    0,
    [...TWO, ...silence(9), ...THREE, SILENCE],
  );
  expect(gap).toMatchObject({ fromSeconds: 0, toSeconds: 14 });
});

it("keeps on, in the noise of a room, however long nothing is said", async () => {
  const noise = Int16Array.from({ length: 24_000 }, (_, index) => Math.round(200 * Math.sin(index / 7)));
  const { gap, stats } = await lostLine(
    [
      [3, speak],
      [44, write],
    ],
    1,
    [...TWO, ...Array.from({ length: 43 }, () => noise)],
  );
  expect(gap).toBeUndefined();
  expect(stats.lostSeconds).toBe(0);
  expect(stats.replayedSeconds).toBeLessThan(25);
});

it("takes silence for no sound: everything is sent again, and nothing is lost", async () => {
  await using test = await openedSession(
    inTurn(
      async (peer) => {
        await receive(peer, 5);
        peer.send(NO_SOUND);
        await receive(peer, 5);
        peer.terminate();
      },
      async (peer) => {
        await receiveAudio(peer);
        peer.send(COMMITTED);
      },
    ),
    { resume: true },
  );
  const { bed, session } = test;
  const outcome = drain(session);
  await session.sendAudio(SPEECH);
  await session.sendAudio(SPEECH);
  await until(() => session.state === "reconnecting");
  await bed.clock.advance(250);
  await session.commit();
  const { events } = await outcome;
  expect(types(events)).toContain("audio_chunk");
  expect(events).toContainEqual({ type: "reconnected", replayedSeconds: 2 });
  expect(session.stats()).toMatchObject({ lostSeconds: 0, gaps: [] });
});

it("tells once what was told before the line broke, and is told again", async () => {
  const told = async (peer: ScriptedConnection) => {
    await receive(peer, 5);
    peer.send(textFrame("go "));
    peer.send(textFrame("forward"));
  };
  await using test = await openedSession(
    inTurn(
      async (peer) => {
        await told(peer);
        await receive(peer, 1);
        peer.terminate();
      },
      async (peer) => {
        await told(peer);
        peer.send(textFrame(" ten meters"));
        peer.send(SOUND);
        await receiveAudio(peer);
        peer.send(COMMITTED);
      },
    ),
    { resume: true },
  );
  const { bed, session } = test;
  const events: S2stEvent[] = [];
  const outcome = (async () => {
    for await (const event of session) events.push(event);
  })();
  await session.sendAudio(SECOND);
  await until(() => types(events).filter((type) => type === "partial_transcript").length === 2);
  await session.sendAudio(SECOND.subarray(0, 4800));
  await until(() => session.state === "reconnecting");
  await bed.clock.advance(250);
  await session.commit();
  await outcome;
  const text = events.flatMap((event) => (event.type === "partial_transcript" ? event.text : []));
  expect(text.join("")).toBe("go forward ten meters");
});

it("ends with the service's refusal of the key, which no new line would change", async () => {
  let connections = 0;
  await using bed = await s2stTestBed(async (peer) => {
    if (++connections === 1) {
      await afterHandshake(async () => {
        await receive(peer, 1);
        peer.terminate();
      })(peer);
    } else {
      peer.send({ type: "error", error: { code: "invalid_api_key", message: "no" } });
    }
  });
  const session = await bed.s2st.stream({ ...PAIR, resume: true, signal: bed.controller.signal });
  const outcome = drain(session);
  await session.sendAudio(SECOND);
  await until(() => session.state === "reconnecting");
  await bed.clock.advance(250);
  const { error } = await outcome;
  expect(error).toBeInstanceOf(AuthError);
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

it("survives a lost line in translate(), whose result tells the gaps; and does not where it was told not to", async () => {
  const script = () =>
    afterHandshake(
      inTurn(
        async (peer) => {
          await receive(peer, 10);
          peer.send(SOUND);
          await receive(peer, 1);
          peer.terminate();
        },
        async (peer) => {
          await receiveAudio(peer);
          peer.send(SOUND);
          peer.send(COMMITTED);
        },
      ),
    );
  await using bed = await s2stTestBed(script());
  const outcome = bed.s2st.translate(wav(), { ...PAIR, pace: "fast" });
  await until(() => bed.clock.pendingTimers > 1 && bed.server.openSockets === 0);
  await bed.clock.advance(250);
  const { metadata, durationSeconds } = await outcome;
  expect(metadata.gaps).toMatchObject([{ fromSeconds: 0, reason: "answer_interrupted" }]);
  expect(durationSeconds).toBeCloseTo(0.2);
  await using other = await s2stTestBed(script());
  await expect(other.s2st.translate(wav(), { ...PAIR, pace: "fast", resume: false })).rejects.toMatchObject({
    name: "ConnectionLostError",
  });
});

it("refuses to resume a stream that is passed on as it is", async () => {
  await using bed = await s2stTestBed("hang");
  await expect(bed.s2st.stream({ ...PAIR, audioFormat: "ogg/opus", resume: true })).rejects.toThrow(
    ConfigurationError,
  );
});

/** A second of a WAV file, 24 kHz. */
function wav(): Uint8Array {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + SECOND.byteLength, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(24_000, 24);
  header.writeUInt32LE(48_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(SECOND.byteLength, 40);
  return Buffer.concat([header, Buffer.from(SECOND.buffer)]);
}
