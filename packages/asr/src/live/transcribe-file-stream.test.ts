import { Readable } from "node:stream";
import { encodeWav } from "@kotoba/audio";
import { AudioFormatError, ConnectionLostError, TimeoutError } from "@kotoba/core";
import { type ScriptedConnection, until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import type { AsrEvent } from "./live-events.ts";
import { COMMITTED, completedFrame, deltaFrame, liveTestBed, receiveAudio } from "./live-test-bed.ts";

const NOTHING_LEFT = { timers: 0, listeners: 0 };

/** A recording of a second. */
function recording({ sampleRate = 24_000, channels = 1 } = {}): Uint8Array {
  const samples = new Int16Array(sampleRate * channels).fill(500);
  return encodeWav(samples, { encoding: "pcm16", sampleRate, channels });
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fine",
    (error) => error,
  );

const answering = (pieces: Buffer[]) => async (peer: ScriptedConnection) => {
  pieces.push(...(await receiveAudio(peer)));
  peer.send(deltaFrame("go", "1"));
  for (const frame of [completedFrame("Go forward.", "1"), deltaFrame(" ten ", "2"), COMMITTED])
    peer.send(frame);
};

it("sends the file as it would sound, and puts the transcript together", async () => {
  let frames = 0;
  await using bed = await liveTestBed(async (peer) => {
    for (; (await peer.receive()).type === "input_audio_buffer.append"; ) frames++;
    for (const frame of [completedFrame("Go forward.", "1"), COMMITTED]) peer.send(frame);
  });
  const { clock } = bed;
  const { signal } = bed.controller;
  const transcribing = bed.asr.transcribeFileStream(recording(), { language: "en", signal });
  for (let sent = 1; sent <= 5; sent++) {
    await until(() => frames === sent);
    expect(clock.now()).toBeCloseTo((sent - 1) * 200);
    // The keepalive, and the wait for the next chunk, if there is one.
    if (sent < 5) {
      await until(() => clock.pendingTimers === 2);
      await clock.advance(190);
      expect(frames).toBe(sent);
      await clock.advanceToNextTimer();
    }
  }
  expect(await transcribing).toEqual({ text: "Go forward.", metadata: { mode: "live", language: "en" } });
  await clock.advance(500);
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

it.each([
  [{ sampleRate: 24_000, channels: 1 }, 48_000],
  [{ sampleRate: 44_100, channels: 2 }, 48_000],
  [{ sampleRate: 8000, channels: 1 }, 48_000],
])("sends a file of %j at once when asked to, at the rate of the session", async (format, expectedBytes) => {
  const pieces: Buffer[] = [];
  await using bed = await liveTestBed(answering(pieces));
  const events: AsrEvent["type"][] = [];
  const { text } = await bed.asr.transcribeFileStream(recording(format), {
    language: "en",
    pace: "fast",
    signal: bed.controller.signal,
    onEvent: ({ type }) => events.push(type),
  });
  expect(text).toBe("Go forward. ten");
  expect(Buffer.concat(pieces)).toHaveLength(expectedBytes);
  expect(events).toEqual([
    "session_ready",
    "partial_transcript",
    "final_transcript",
    "partial_transcript",
    "committed",
    "done",
  ]);
  expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
});

describe("fails with", () => {
  it.each<[string, Uint8Array | string, string]>([
    ["a file that is cut off", recording().subarray(0, 20_000), "truncated_audio"],
    ["what is no audio", new Uint8Array(1000), "unsupported_audio"],
    ["no file", "/nowhere/at/all.wav", "unreadable_audio"],
  ])("the error of the audio for %s", async (_, audio, code) => {
    await using bed = await liveTestBed(async (peer) => void (await receiveAudio(peer)));
    const { signal } = bed.controller;
    const error = await caught(bed.asr.transcribeFileStream(audio, { pace: "fast", signal }));
    expect(error).toBeInstanceOf(AudioFormatError);
    if (code !== "unreadable_audio") expect(error).toMatchObject({ code });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, (peer: ScriptedConnection) => void]>([
    ["a lost connection", (peer) => peer.terminate()],
    ["an error frame", (peer) => peer.send({ type: "error", error: "no" })],
  ])("%s in the middle, and waits for no chunk more", async (what, end) => {
    await using bed = await liveTestBed(async (peer) => {
      await peer.receive();
      await until(() => bed.clock.pendingTimers === 2);
      end(peer);
    });
    const { signal } = bed.controller;
    const error = await caught(bed.asr.transcribeFileStream(recording(), { signal, resume: false }));
    if (what === "a lost connection") expect(error).toBeInstanceOf(ConnectionLostError);
    else expect(error).toMatchObject({ name: "ProtocolError" });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("the reason of an abort, and waits for no chunk more", async () => {
    let heard = false;
    await using bed = await liveTestBed(async (peer) => {
      await peer.receive();
      heard = true;
    });
    const outcome = caught(bed.asr.transcribeFileStream(recording(), { signal: bed.controller.signal }));
    await until(() => heard && bed.clock.pendingTimers === 2);
    bed.controller.abort("enough");
    expect(await outcome).toBe("enough");
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("what the listener throws", async () => {
    await using bed = await liveTestBed();
    const failure = new Error("disk full");
    const onEvent = () => {
      throw failure;
    };
    expect(
      await caught(bed.asr.transcribeFileStream(recording(), { onEvent, signal: bed.controller.signal })),
    ).toBe(failure);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("a TimeoutError when the service is silent after the end of the file", async () => {
    let committed = false;
    await using bed = await liveTestBed(async (peer) => {
      await receiveAudio(peer);
      committed = true;
    });
    const { signal } = bed.controller;
    const outcome = caught(bed.asr.transcribeFileStream(recording(), { pace: "fast", signal }));
    await until(() => committed);
    const [peer] = bed.server.connections;
    for (let round = 1; round <= 3; round++) {
      await bed.clock.advance(9999);
      // A sign of life, and no answer.
      peer?.webSocket.ping();
      await new Promise((resolve) => peer?.webSocket.once("pong", resolve));
    }
    await bed.clock.advance(3);
    const error = await outcome;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: "finish", limitMs: 30_000 });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("what is wrong with the file, before anything is sent", async () => {
    await using bed = await liveTestBed();
    const attempt = (audio: string | Uint8Array) => bed.asr.transcribeFileStream(audio, { language: "en" });
    await expect(attempt("/there/is/no/such.wav")).rejects.toMatchObject({ code: "file_not_found" });
    await expect(attempt(new TextEncoder().encode("not a recording at all"))).rejects.toBeInstanceOf(
      AudioFormatError,
    );
    const wrong = { pace: "slow" } as unknown as { pace: "fast" };
    await expect(bed.asr.transcribeFileStream(wav(1), wrong)).rejects.toThrow('"slow"');
    expect(bed.server.connections).toHaveLength(0);
  });

  it.each(["a Node stream", "a web stream", "a generator"])(
    "the reason of an abort while %s hangs",
    async (kind) => {
      let sessionIsOpen = () => {};
      const open = new Promise<void>((resolve) => {
        sessionIsOpen = resolve;
      });
      await using bed = await liveTestBed(sessionIsOpen);
      const start = wav(1).subarray(0, 5000);
      const node = new Readable({ read() {} });
      node.push(start);
      const inputs = {
        "a Node stream": node,
        "a web stream": new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(start) }),
        "a generator": (async function* () {
          yield start;
          await new Promise(() => {});
        })(),
      };
      const input = inputs[kind as keyof typeof inputs];
      const { signal } = bed.controller;
      const call = bed.asr.transcribeFileStream(input, { language: "en", pace: "fast", signal });
      await open;
      bed.controller.abort("enough");
      await expect(call).rejects.toBe("enough");
      if (kind === "a Node stream") expect(node.destroyed).toBe(true);
      expect(await bed.leftovers()).toEqual({ timers: 0, listeners: 0 });
    },
  );
});

/** A WAV file of silence, so many seconds long. */
function wav(seconds: number): Uint8Array {
  return encodeWav(new Int16Array(seconds * 16_000), { sampleRate: 16_000 });
}
