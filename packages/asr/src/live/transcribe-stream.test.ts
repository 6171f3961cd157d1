import { ConnectionLostError } from "@kotoba/core";
import { type ScriptedConnection, until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import { COMMITTED, completedFrame, deltaFrame, liveTestBed, receiveAudio } from "./live-test-bed.ts";

const NOTHING_LEFT = { timers: 0, listeners: 0 };
const CHUNK = new Uint8Array(4800);

/** A microphone that can be seen to be let go. */
function microphone({
  chunks = Number.POSITIVE_INFINITY,
  failure,
}: {
  chunks?: number;
  failure?: unknown;
} = {}) {
  const seen = { begun: false, released: false };
  async function* audio() {
    seen.begun = true;
    try {
      for (let number = 0; number < chunks; number++) {
        await new Promise(setImmediate);
        yield CHUNK;
      }
      if (failure !== undefined) throw failure;
    } finally {
      seen.released = true;
    }
  }
  return { seen, audio: audio() };
}

async function collect(texts: AsyncIterable<string>) {
  const collected: string[] = [];
  try {
    for await (const text of texts) collected.push(text);
    return { collected };
  } catch (error) {
    return { collected, error };
  }
}

const speaking = async (peer: ScriptedConnection) => {
  await peer.receive();
  peer.send(deltaFrame("go ", "1"));
};

it("gives deltas, and a turn without deltas whole, and leaves nothing behind", async () => {
  await using bed = await liveTestBed(async (peer) => {
    await receiveAudio(peer);
    for (const frame of [deltaFrame("go ", "1"), deltaFrame("on", "1"), completedFrame("Go on.", "1")])
      peer.send(frame);
    for (const frame of [completedFrame("Stop.", "2"), completedFrame("", "3"), COMMITTED]) peer.send(frame);
  });
  const { signal } = bed.controller;
  const { audio, seen } = microphone({ chunks: 3 });
  expect(await collect(bed.asr.transcribeStream(audio, { signal }))).toEqual({
    collected: ["go ", "on", "Stop."],
  });
  expect(seen.released).toBe(true);
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

it("is finished early by a break, which lets the source go", async () => {
  await using bed = await liveTestBed(speaking);
  const { audio, seen } = microphone();
  for await (const text of bed.asr.transcribeStream(audio, { signal: bed.controller.signal })) {
    expect(text).toBe("go ");
    break;
  }
  await until(() => seen.released);
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

describe("ends with", () => {
  it("what the source throws, after the words before it", async () => {
    await using bed = await liveTestBed(speaking);
    const failure = new Error("microphone unplugged");
    async function* failing() {
      yield CHUNK;
      await until(() => bed.server.connections.length === 1 && heard);
      throw failure;
    }
    let heard = false;
    const texts: string[] = [];
    const reading = (async () => {
      for await (const text of bed.asr.transcribeStream(failing(), { signal: bed.controller.signal })) {
        texts.push(text);
        heard = true;
      }
    })();
    await expect(reading).rejects.toBe(failure);
    expect(texts).toEqual(["go "]);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("the service's failure, which lets the source go", async () => {
    await using bed = await liveTestBed(async (peer) => {
      await speaking(peer);
      peer.terminate();
    });
    const { audio, seen } = microphone();
    const { signal } = bed.controller;
    const { error } = await collect(bed.asr.transcribeStream(audio, { signal, resume: false }));
    expect(error).toBeInstanceOf(ConnectionLostError);
    await until(() => seen.released);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("the reason of an abort in the middle", async () => {
    await using bed = await liveTestBed(speaking);
    const { audio, seen } = microphone();
    const outcome = collect(bed.asr.transcribeStream(audio, { signal: bed.controller.signal }));
    await until(() => bed.server.connections.length === 1 && seen.begun);
    bed.controller.abort("enough");
    expect((await outcome).error).toBe("enough");
    await until(() => seen.released);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("the reason of an abort before, without a connection and without a look at the source", async () => {
    await using bed = await liveTestBed();
    bed.controller.abort("enough");
    const { audio, seen } = microphone();
    expect(await collect(bed.asr.transcribeStream(audio, { signal: bed.controller.signal }))).toEqual({
      collected: [],
      error: "enough",
    });
    expect([bed.server.upgrades.length, seen.begun]).toEqual([0, false]);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

it("does nothing before it is iterated", async () => {
  await using bed = await liveTestBed();
  const { audio, seen } = microphone();
  bed.asr.transcribeStream(audio, { signal: bed.controller.signal });
  await new Promise(setImmediate);
  expect([bed.server.upgrades.length, seen.begun]).toEqual([0, false]);
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});
