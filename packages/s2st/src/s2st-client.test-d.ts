import { expectTypeOf, test } from "vitest";
import { S2stClient, type S2stResult } from "./index.ts";

const s2st = new S2stClient();

test("both languages are asked for", async () => {
  await s2st.translate("talk.wav", { source: "ja", target: "en" });
  // @ts-expect-error: from which language?
  await s2st.translate("talk.wav", { target: "en" });
  // @ts-expect-error: into which language?
  await s2st.stream({ source: "ja" });
  // @ts-expect-error: no options, no languages.
  await s2st.translate("talk.wav");
});

test("an option that is not known, or known by another name, is refused", async () => {
  const languages = { source: "ja", target: "en" } as const;
  await s2st.stream({ ...languages, delay: 2, outputDevice: { type: "headphones" } });
  // @ts-expect-error: of recognition.
  await s2st.stream({ ...languages, language: "ja" });
  // @ts-expect-error: durations carry their unit.
  await s2st.stream({ ...languages, timeout: 1 });
  // @ts-expect-error: speaker, headphones or unknown.
  await s2st.stream({ ...languages, outputDevice: { type: "earpiece" } });
  // @ts-expect-error: the text is of the source or of the target.
  await s2st.translate("talk.wav", { ...languages, textIs: "both" });
  // @ts-expect-error: a file says its own rate.
  await s2st.translate("talk.wav", { ...languages, inputSampleRate: 8000 });
});

test("a translation has audio, and the text of one language", async () => {
  const result: S2stResult = await s2st.translate("talk.wav", { source: "ja", target: "en" });
  expectTypeOf(result.audio).toEqualTypeOf<Uint8Array>();
  expectTypeOf(result.audioFormat).toEqualTypeOf<"pcm16">();
  expectTypeOf(result.transcriptSource).toEqualTypeOf<string | undefined>();
  expectTypeOf(result.transcriptTarget).toEqualTypeOf<string | undefined>();
  // @ts-expect-error: it may be absent.
  result.transcriptTarget.length;
});

test("an event of a session is told by its type", async () => {
  await using session = await s2st.stream({ source: "ja", target: "en" });
  for await (const event of session) {
    // @ts-expect-error: not before the type is known.
    event.audio;
    switch (event.type) {
      case "audio_chunk":
        expectTypeOf(event.audio).toEqualTypeOf<Uint8Array>();
        expectTypeOf(event.audioFormat).toEqualTypeOf<"pcm16">();
        break;
      case "partial_transcript":
        expectTypeOf(event.text).toEqualTypeOf<string>();
        break;
      case "gap":
        expectTypeOf(event.fromSeconds).toEqualTypeOf<number>();
        break;
      case "session_ready":
      case "reconnecting":
      case "reconnected":
      case "committed":
      case "done":
        break;
      // @ts-expect-error: no event of translation.
      case "final_transcript":
        break;
      default:
        expectTypeOf(event).toBeNever();
    }
  }
});
