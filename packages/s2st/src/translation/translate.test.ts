import { PassThrough, Readable } from "node:stream";
import { encodeWav } from "@kotoba/audio";
import { AudioFormatError, ConfigurationError, ConnectionLostError, TimeoutError } from "@kotoba/core";
import { type ScriptedConnection, until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import {
  afterHandshake,
  audioFrame,
  COMMITTED,
  caught,
  NOTHING_LEFT,
  PAIR,
  receiveAudio,
  s2stTestBed,
  textFrame,
} from "./s2st-test-bed.ts";
import type { TranslateOptions } from "./translate.ts";

/** A recording of silence, a fifth of a second unless told otherwise. */
function recording({ sampleRate = 24_000, channels = 1, seconds = 0.2 } = {}): Uint8Array {
  return encodeWav(new Int16Array(sampleRate * channels * seconds), { sampleRate, channels });
}

const SPEECH = [Uint8Array.of(1, 0, 2), Uint8Array.of(0, 3, 0), Uint8Array.of(0xff, 0xff)];

/** Answers with text and speech, which frames cut in the middle of a sample. */
const answering =
  (pieces: Buffer[] = []) =>
  async (peer: ScriptedConnection) => {
    pieces.push(...(await receiveAudio(peer)));
    for (const text of [" Good", " morning. "]) peer.send(textFrame(text));
    for (const bytes of SPEECH) peer.send(audioFrame(bytes));
    peer.send(COMMITTED);
  };

async function setUp(script: (peer: ScriptedConnection) => void | Promise<void> = () => {}) {
  const bed = await s2stTestBed(afterHandshake(script));
  const options: TranslateOptions = { ...PAIR, pace: "fast", signal: bed.controller.signal };
  return { bed, options, [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}

it("sends the recording as it would sound, 40 ms at a time", async () => {
  const lengths: number[] = [];
  await using test = await setUp(async (peer) => {
    for (;;) {
      const frame = await peer.receive();
      if (frame.type === "input_audio_buffer.commit") break;
      lengths.push(Buffer.from(String(frame.audio), "base64").length);
    }
    peer.send(COMMITTED);
  });
  const { clock, s2st } = test.bed;
  const translating = s2st.translate(recording(), { ...test.options, pace: undefined });
  for (let sent = 1; sent <= 5; sent++) {
    await until(() => lengths.length === sent);
    expect(clock.now()).toBeCloseTo((sent - 1) * 40);
    if (sent === 5) break;
    // The keepalive, and the wait for the next chunk.
    await until(() => clock.pendingTimers === 2);
    await clock.advance(30);
    expect(lengths).toHaveLength(sent);
    await clock.advanceToNextTimer();
  }
  await translating;
  expect(lengths).toEqual([1920, 1920, 1920, 1920, 1920]);
  await clock.advance(500);
  expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
});

it.each([
  { sampleRate: 24_000, channels: 1 },
  { sampleRate: 44_100, channels: 2 },
  { sampleRate: 8000, channels: 1 },
])("gives the whole translation of a recording of %j", async (format) => {
  const pieces: Buffer[] = [];
  await using test = await setUp(answering(pieces));
  const types: string[] = [];
  const result = await test.bed.s2st.translate(recording({ ...format, seconds: 1 }), {
    ...test.options,
    onEvent: ({ type }) => types.push(type),
  });
  expect(Buffer.concat(pieces)).toHaveLength(48_000);
  expect(result).toMatchObject({
    audio: Uint8Array.of(1, 0, 2, 0, 3, 0, 0xff, 0xff),
    sampleRate: 24_000,
    audioFormat: "pcm16",
    durationSeconds: 4 / 24_000,
    transcriptSource: "Good morning.",
    transcriptTarget: undefined,
    metadata: PAIR,
  });
  expect(types).toEqual([
    "session_ready",
    "partial_transcript",
    "partial_transcript",
    "audio_chunk",
    "audio_chunk",
    "audio_chunk",
    "committed",
    "done",
  ]);
  expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
});

it("takes the text for the translation where the caller knows that it is", async () => {
  await using test = await setUp(answering());
  const result = await test.bed.s2st.translate(recording(), { ...test.options, textIs: "target" });
  expect(result.transcriptTarget).toBe("Good morning.");
  expect(result.transcriptSource).toBeUndefined();
});

it("of a recording in which nobody speaks has no text and no sound", async () => {
  await using test = await setUp(async (peer) => {
    await receiveAudio(peer);
    for (const frame of [textFrame(" "), COMMITTED]) peer.send(frame);
  });
  const result = await test.bed.s2st.translate(recording(), test.options);
  expect(result).toMatchObject({ durationSeconds: 0, transcriptSource: undefined });
  expect(result.audio).toHaveLength(0);
});

it("sends another format, at another rate, when asked to", async () => {
  const pieces: Buffer[] = [];
  await using test = await setUp(answering(pieces));
  // What a program without types may pass has no say: the recording knows its rate.
  const untyped = { inputSampleRate: 48_000 };
  const options = { ...test.options, ...untyped, audioFormat: "twilio" } as const;
  await test.bed.s2st.translate(recording({ seconds: 1 }), options);
  expect(Buffer.concat(pieces)).toHaveLength(8000);
});

describe("fails with", () => {
  it.each<[string, Uint8Array | string, string]>([
    ["a file that is cut off", recording({ seconds: 1 }).subarray(0, 20_000), "truncated_audio"],
    ["what is no audio", new Uint8Array(1000), "unsupported_audio"],
    ["no file", "/nowhere/at/all.wav", "file_not_found"],
  ])("the error of the audio for %s", async (_, audio, code) => {
    await using test = await setUp(async (peer) => void (await receiveAudio(peer)));
    const error = await caught(test.bed.s2st.translate(audio, test.options));
    expect(error).toBeInstanceOf(AudioFormatError);
    expect(error).toMatchObject({ code });
    // Only what shows while it is being read is worth a session.
    expect(test.bed.server.connections).toHaveLength(code === "truncated_audio" ? 1 : 0);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, object]>([
    ["source", { source: undefined }],
    ["textIs", { textIs: "both" }],
    ["pace", { pace: "slow" }],
    ["ogg/opus", { audioFormat: "ogg/opus" }],
    ["url", { url: "host" }],
  ])("a ConfigurationError for a bad %s, and leaves the stream alone", async (name, wrong) => {
    await using test = await setUp();
    const stream = Readable.from([recording()]);
    const error = await caught(test.bed.s2st.translate(stream, { ...test.options, ...wrong }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(name);
    expect(stream.readableDidRead).toBe(false);
    expect(test.bed.server.upgrades).toHaveLength(0);
  });

  it.each<[string, (peer: ScriptedConnection) => void]>([
    ["a lost connection", (peer) => peer.terminate()],
    ["an error frame", (peer) => peer.send({ type: "error", error: "no" })],
  ])("%s in the middle, and waits for no chunk more", async (what, end) => {
    await using test = await setUp(async (peer) => {
      await peer.receive();
      await until(() => test.bed.clock.pendingTimers === 2);
      end(peer);
    });
    const options = { ...test.options, pace: "realtime", resume: false } as const;
    const error = await caught(test.bed.s2st.translate(recording(), options));
    if (what === "a lost connection") expect(error).toBeInstanceOf(ConnectionLostError);
    else expect(error).toMatchObject({ name: "ProtocolError" });
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("what the listener throws", async () => {
    await using test = await setUp();
    const failure = new Error("disk full");
    const onEvent = () => {
      throw failure;
    };
    expect(await caught(test.bed.s2st.translate(recording(), { ...test.options, onEvent }))).toBe(failure);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("what a stream throws in the middle", async () => {
    await using test = await setUp();
    const failure = new Error("disk gone");
    async function* input() {
      yield recording().subarray(0, 5000);
      throw failure;
    }
    expect(await caught(test.bed.s2st.translate(input(), test.options))).toBe(failure);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("a TimeoutError when the header never comes, and lets the stream go", async () => {
    await using test = await setUp();
    const stream = new PassThrough();
    stream.write(recording().subarray(0, 20));
    const outcome = caught(test.bed.s2st.translate(stream, test.options));
    await until(() => test.bed.clock.pendingTimers === 1);
    await test.bed.clock.advance(30_000);
    const error = await outcome;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: "upload", limitMs: 30_000 });
    await until(() => stream.destroyed);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("an abort", () => {
  it.each(["a Node stream", "a web stream", "a generator"])("ends it while %s hangs", async (kind) => {
    let isOpen = false;
    await using test = await setUp(() => {
      isOpen = true;
    });
    const start = recording().subarray(0, 5000);
    const node = new PassThrough();
    node.write(start);
    let cancelled = false;
    const web = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(start),
      cancel() {
        cancelled = true;
      },
    });
    async function* generator() {
      yield start;
      await new Promise(() => {});
    }
    const inputs = { "a Node stream": node, "a web stream": web, "a generator": generator() };
    const outcome = caught(test.bed.s2st.translate(inputs[kind as keyof typeof inputs], test.options));
    await until(() => isOpen);
    test.bed.controller.abort("enough");
    expect(await outcome).toBe("enough");
    if (kind === "a Node stream") await until(() => node.destroyed);
    if (kind === "a web stream") await until(() => cancelled);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("ends it while the header is awaited", async () => {
    await using test = await setUp();
    const stream = new PassThrough();
    const outcome = caught(test.bed.s2st.translate(stream, test.options));
    await until(() => test.bed.clock.pendingTimers === 1);
    test.bed.controller.abort("enough");
    expect(await outcome).toBe("enough");
    await until(() => stream.destroyed);
    expect(await test.bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("before it begins leaves the stream alone", async () => {
    await using test = await setUp();
    test.bed.controller.abort("enough");
    const stream = Readable.from([recording()]);
    expect(await caught(test.bed.s2st.translate(stream, test.options))).toBe("enough");
    expect(stream.readableDidRead).toBe(false);
  });
});
