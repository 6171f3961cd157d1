import { expectTypeOf, test } from "vitest";
import {
  AsrClient,
  type AsrSession,
  type GapEvent,
  type JobStatus,
  type Segment,
  type TranscriptionProgress,
  toSrt,
} from "./index.ts";

const asr = new AsrClient();
declare const job: JobStatus;
declare const progress: TranscriptionProgress;

test("audio is a path, a URL, bytes, a Blob or a stream of bytes, and not what was once decoded", async () => {
  await asr.transcribe("talk.wav");
  await asr.transcribe(new URL("file:///talk.wav"));
  await asr.transcribe(new Uint8Array());
  await asr.transcribe(new Blob([]));
  await asr.transcribe(new ReadableStream<Uint8Array>());
  await asr.transcribe((async function* () {})());
  // @ts-expect-error: samples have no sample rate by themselves.
  await asr.transcribe([0.5, -0.5]);
  // @ts-expect-error: a file descriptor is none of these.
  await asr.transcribe(3);
  // @ts-expect-error: an array of chunks is no stream.
  await asr.transcribe([new Uint8Array()]);
});

test("an option that is not known, or known by another name, is refused", async () => {
  await asr.transcribe("talk.wav", { timeoutMs: 1000, pollIntervalMs: 500, withTimestamps: true });
  // @ts-expect-error: durations carry their unit.
  await asr.transcribe("talk.wav", { timeout: 1 });
  // @ts-expect-error: the wire's name.
  await asr.transcribe("talk.wav", { with_timestamps: true });
  // @ts-expect-error: a number, in milliseconds.
  await asr.transcribe("talk.wav", { timeoutMs: "1s" });
  // @ts-expect-error: `job` or `one-shot`.
  await asr.transcribe("talk.wav", { mode: "oneshot" });
  // @ts-expect-error: a job takes no keywords.
  await asr.submitJob("talk.wav", { keywords: ["Kotoba"] });
  // @ts-expect-error: the pace is that of a file, not of a live session.
  await asr.stream({ pace: "fast" });
  // @ts-expect-error: a file says its own rate.
  await asr.transcribeFileStream("talk.wav", { inputSampleRate: 8000 });
  // @ts-expect-error: off, or with the silence that ends a turn.
  await asr.stream({ turnDetection: true });
  await asr.stream({ turnDetection: false, resume: { maxBufferSeconds: 30 } });
});

test("a result has text, and times only where there are some", async () => {
  const result = await asr.transcribe("talk.wav");
  expectTypeOf(result.text).toEqualTypeOf<string>();
  expectTypeOf(result.jobId).toEqualTypeOf<string | undefined>();
  expectTypeOf(result.segments).toEqualTypeOf<readonly Segment[] | undefined>();
  expectTypeOf(result.metadata.mode).toEqualTypeOf<"job" | "one-shot" | "live">();
  expectTypeOf<Segment>().toEqualTypeOf<{
    readonly text: string;
    readonly start: number;
    readonly end: number;
  }>();
  // @ts-expect-error: nothing in a result can be written.
  result.text = "";
  // @ts-expect-error: segments may be absent.
  result.segments.length;
  expectTypeOf(toSrt(result)).toEqualTypeOf<string>();
});

test("the state of a job says which fields it has", () => {
  // @ts-expect-error: not before the state is known.
  job.transcription;
  if (job.state === "done") expectTypeOf(job.transcription).toEqualTypeOf<string>();
  if (job.state === "error") expectTypeOf(job.errorMessage).toEqualTypeOf<string>();
});

test("progress says which fields it has", () => {
  switch (progress.state) {
    case "uploading":
      expectTypeOf(progress.sentBytes).toEqualTypeOf<number>();
      expectTypeOf(progress.totalBytes).toEqualTypeOf<number | undefined>();
      break;
    case "processing":
      expectTypeOf(progress.jobId).toEqualTypeOf<string | undefined>();
      break;
    case "starting":
    case "done":
      break;
    default:
      expectTypeOf(progress).toBeNever();
  }
});

test("an event of a session is told by its type", async () => {
  await using session: AsrSession = await asr.stream();
  for await (const event of session) {
    // @ts-expect-error: not before the type is known.
    event.text;
    switch (event.type) {
      case "partial_transcript":
      case "final_transcript":
        expectTypeOf(event.text).toEqualTypeOf<string>();
        expectTypeOf(event.itemId).toEqualTypeOf<string | undefined>();
        expectTypeOf(event.raw).toBeUnknown();
        break;
      case "session_ready":
        expectTypeOf(event.sampleRate).toEqualTypeOf<number>();
        break;
      case "reconnecting":
        expectTypeOf(event.attempt).toEqualTypeOf<number>();
        break;
      case "reconnected":
        expectTypeOf(event.replayedSeconds).toEqualTypeOf<number>();
        break;
      case "gap":
        expectTypeOf(event).toEqualTypeOf<GapEvent>();
        break;
      case "committed":
      case "done":
        break;
      // @ts-expect-error: no event of recognition.
      case "audio_chunk":
        break;
      default:
        expectTypeOf(event).toBeNever();
    }
  }
});

test("a session takes samples and bytes", async () => {
  await using session = await asr.stream();
  await session.sendAudio(new Uint8Array());
  await session.sendAudio(new Int16Array());
  await session.sendAudio(new Float32Array());
  // @ts-expect-error: 64 bits a sample.
  await session.sendAudio(new Float64Array());
  // @ts-expect-error: base64 is made by the SDK.
  await session.sendAudio("AAAA");
  await session.feed([new Int16Array(), new Uint8Array()]);
  // @ts-expect-error: a path is for transcribeFileStream.
  await session.feed("talk.wav");
});

test("deltas are strings", async () => {
  expectTypeOf(asr.transcribeStream([])).toEqualTypeOf<AsyncIterable<string>>();
});
