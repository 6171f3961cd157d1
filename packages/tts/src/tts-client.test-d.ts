import { expectTypeOf, test } from "vitest";
import {
  type AudioChunk,
  type AudioResult,
  type ProtocolError,
  type TtsAudioFormat,
  TtsClient,
} from "./index.ts";

const tts = new TtsClient();

test("text is a string, or comes piece by piece", async () => {
  await tts.synthesize("Hello.");
  await tts.synthesize(["Hel", "lo."]);
  await tts.synthesize((async function* () {})());
  // @ts-expect-error: bytes are no text.
  await tts.synthesize(new Uint8Array());
  // @ts-expect-error: nor are numbers.
  await tts.synthesize([1, 2]);
});

test("an option that is not known, or known by another name, is refused", async () => {
  await tts.synthesize("Hello.", {
    speakerId: "haru",
    audioFormat: "mulaw",
    sampleRate: 8000,
    timeoutMs: 1000,
  });
  // @ts-expect-error: the wire's name.
  await tts.synthesize("Hello.", { speaker_id: "haru" });
  // @ts-expect-error: durations carry their unit.
  await tts.synthesize("Hello.", { timeout: 1 });
  // @ts-expect-error: no format of the service.
  await tts.synthesize("Hello.", { audioFormat: "mp3" });
  // @ts-expect-error: the waiting of a sentence is in milliseconds, and says so.
  await tts.synthesize("Hello.", { sentences: { flushAfter: 1 } });
});

test("the whole audio comes with its format", async () => {
  const result: AudioResult = await tts.synthesize("Hello.");
  expectTypeOf(result.data).toEqualTypeOf<Uint8Array>();
  expectTypeOf(result.sampleRate).toEqualTypeOf<number>();
  expectTypeOf(result.audioFormat).toEqualTypeOf<TtsAudioFormat>();
  expectTypeOf(result.durationSeconds).toEqualTypeOf<number>();
  expectTypeOf(result.toPcm16()).resolves.toEqualTypeOf<Int16Array>();
  expectTypeOf(result.toWavBytes()).resolves.toEqualTypeOf<Uint8Array>();
  // @ts-expect-error: nothing in a result can be written.
  result.sampleRate = 8000;
});

test("streamed audio comes in chunks", () => {
  expectTypeOf(tts.synthesizeStream("Hello.")).toEqualTypeOf<AsyncIterable<AudioChunk>>();
});

test("an event of a session is told by its type, and the end of a response by its status", async () => {
  await using session = await tts.stream();
  for await (const event of session) {
    // @ts-expect-error: not before the type is known.
    event.audio;
    switch (event.type) {
      case "session_ready":
        expectTypeOf(event.audioFormat).toEqualTypeOf<TtsAudioFormat>();
        break;
      case "audio_chunk":
        expectTypeOf(event.audio).toEqualTypeOf<Uint8Array>();
        expectTypeOf(event.responseId).toEqualTypeOf<string>();
        break;
      case "done":
        // @ts-expect-error: only a failed response has an error.
        event.error;
        if (event.status === "failed") expectTypeOf(event.error).toEqualTypeOf<ProtocolError>();
        else expectTypeOf(event.status).toEqualTypeOf<"completed" | "cancelled">();
        break;
      default:
        expectTypeOf(event).toBeNever();
    }
  }
});

test("an interruption says in seconds what was heard", async () => {
  await using session = await tts.stream();
  const { spokenText } = await session.interrupt({ playedSeconds: 1.5 });
  expectTypeOf(spokenText).toEqualTypeOf<string>();
  // @ts-expect-error: seconds, as all times in results.
  await session.interrupt({ playedMs: 1500 });
  // @ts-expect-error: a session of synthesis takes no audio.
  await session.sendAudio(new Uint8Array());
});
