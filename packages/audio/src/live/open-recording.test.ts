import { PassThrough } from "node:stream";
import { ClientContext, ConfigurationError, TimeoutError } from "@kotoba/core";
import { ManualClock, until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import { encodeWav } from "../wav/wav-writer.ts";
import { openRecording, type RecordingOptions } from "./open-recording.ts";

const SETTINGS = { audioFormat: "pcm16", sampleRate: 8000, inputSampleRate: 8000 } as const;
/** A tenth of a second at 16 kHz, in stereo. */
const RECORDING = encodeWav(new Int16Array(3200), { sampleRate: 16_000, channels: 2 });

function setUp() {
  const clock = new ManualClock();
  const context = new ClientContext({ timeoutMs: 5000 }, { clock, environment: {} });
  const open = (audio: Parameters<typeof openRecording>[1], options: RecordingOptions = {}) =>
    openRecording(context, audio, SETTINGS, 0.04, options);
  return { clock, context, open };
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fine",
    (error: unknown) => error,
  );

describe("a recording", () => {
  it("comes mono, at the rate of the session, in chunks of one duration", async () => {
    await using recording = await setUp().open(RECORDING, { pace: "fast" });
    const lengths: number[] = [];
    for await (const chunk of recording.chunks(new AbortController().signal)) lengths.push(chunk.length);
    expect(lengths).toEqual([320, 320, 160]);
  });

  it("comes at its own pace, unless told otherwise", async () => {
    const { clock, open } = setUp();
    await using recording = await open(RECORDING);
    const chunks = recording.chunks(new AbortController().signal)[Symbol.asyncIterator]();
    await chunks.next();
    const second = chunks.next();
    await until(() => clock.pendingTimers === 1);
    await clock.advance(40);
    expect((await second).value).toHaveLength(320);
    await chunks.return?.();
    expect(clock.pendingTimers).toBe(0);
  });

  it("lets a stream that hangs go when it is no longer needed", async () => {
    const stream = new PassThrough();
    stream.write(RECORDING.subarray(0, 100));
    const ended = new AbortController();
    {
      await using recording = await setUp().open(stream, { pace: "fast" });
      const chunks = recording.chunks(ended.signal)[Symbol.asyncIterator]();
      const next = caught(chunks.next());
      ended.abort("enough");
      expect(await next).toBe("enough");
    }
    await until(() => stream.destroyed);
  });
});

describe("a stream without a header", () => {
  it.each<[string, (test: ReturnType<typeof setUp>, controller: AbortController) => unknown, object]>([
    [
      "the limit",
      ({ clock }) => clock.advance(5000),
      { name: "TimeoutError", phase: "upload", limitMs: 5000 },
    ],
    ["an abort", (_, controller) => controller.abort({ why: "enough" }), { why: "enough" }],
    ["the end of the client", ({ context }) => context.close(), { code: "client_closed" }],
  ])("is waited for until %s, and let go", async (_, end, expected) => {
    const test = setUp();
    const controller = new AbortController();
    const stream = new PassThrough();
    stream.write(RECORDING.subarray(0, 20));
    const outcome = caught(test.open(stream, { signal: controller.signal }));
    await until(() => test.clock.pendingTimers === 1);
    await end(test, controller);
    expect(await outcome).toMatchObject(expected);
    expect(test.clock.pendingTimers).toBe(0);
    await until(() => stream.destroyed);
  });

  it("is a TimeoutError that says so", async () => {
    const { clock, open } = setUp();
    const outcome = caught(open(new PassThrough()));
    await until(() => clock.pendingTimers === 1);
    await clock.advance(5000);
    const error = await outcome;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(String(error)).toContain("header of the audio did not come within 5000 ms");
  });
});

it("is refused before it is read for a pace that is none, and a format that it cannot travel in", async () => {
  const { context, open } = setUp();
  const stream = new PassThrough();
  const slow = { pace: "slow" } as unknown as RecordingOptions;
  expect(await caught(open(stream, slow))).toBeInstanceOf(ConfigurationError);
  const opus = openRecording(context, stream, { ...SETTINGS, audioFormat: "ogg/opus" }, 0.04, {});
  expect(await caught(opus)).toBeInstanceOf(ConfigurationError);
  expect(stream.readableDidRead).toBe(false);
});
