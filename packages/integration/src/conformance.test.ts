import { encodeWav } from "@kotoba/audio";
import {
  createKnownRecordingsEngine,
  createScriptedSynthesisEngine,
  createScriptedTranslationEngine,
  type Emulator,
  type EmulatorOptions,
  SynthesisError,
  startEmulator,
} from "@kotoba/emulator";
import { type AsrEvent, KotobaClient, type LiveOptions, type Logger, type S2stOptions } from "@kotoba/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { departuresWithoutReason, deviations } from "./conformance/deviations.ts";
import { observedTraffic } from "./conformance/observed-traffic.ts";
import { descriptionsFolder } from "./conformance/published-descriptions.ts";
import { unseenMessages } from "./conformance/unseen-messages.ts";
import { type LongRecording, longRecording } from "./fixtures/long-recording.ts";

/** One of everything that SDK and emulator can say to each other, compared with what the service publishes. */
let recording: LongRecording;
let options: EmulatorOptions;
let emulator: Emulator;
let client: KotobaClient;
/** What the emulator's parsers of the SDK's frames could not use. */
const ignored: string[] = [];

beforeAll(async () => {
  recording = await longRecording();
  const debug = (message: string) => {
    if (message.includes("is ignored")) ignored.push(message);
  };
  const logger: Logger = { debug, info() {}, warn() {}, error() {} };
  const pairs = [
    { source: "en", target: "ja" },
    { source: "ja", target: "en" },
  ];
  options = {
    engines: [createKnownRecordingsEngine({ recordings: [recording] })],
    translationEngines: [createScriptedTranslationEngine({ pairs })],
    synthesisEngines: [createScriptedSynthesisEngine({ speak })],
    logger,
  };
  emulator = await startEmulator(options);
  client = new KotobaClient({ url: emulator.url, apiKey: "any" });
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

/** Beeps, but not for what is unspeakable; endlessly for what is endless. */
async function* speak({ text }: { readonly text: string }) {
  if (text.includes("unspeakable")) throw new SynthesisError("text_unspeakable", "It cannot be spoken.");
  do {
    yield new Float32Array(2400).fill(0.5);
    await new Promise((resolve) => setTimeout(resolve, 5));
  } while (text.includes("endless"));
}

/** The first seconds of the recording. */
const samples = (seconds = 8) => recording.samples.subarray(0, seconds * recording.sampleRate);
const wav = (seconds = 8) =>
  encodeWav(samples(seconds), { sampleRate: recording.sampleRate, channels: 1, encoding: "pcm16" });

async function listen(liveOptions: LiveOptions, to = client): Promise<AsrEvent[]> {
  const session = await to.asr.stream({ language: "en", inputSampleRate: 16_000, ...liveOptions });
  session.feed([samples()]).catch(() => {});
  const events: AsrEvent[] = [];
  for await (const event of session) events.push(event);
  return events;
}

async function translate(s2stOptions: S2stOptions, to = client): Promise<void> {
  const session = await to.s2st.stream({ inputSampleRate: 16_000, ...s2stOptions });
  session.feed([samples()]).catch(() => {});
  for await (const event of session) void event;
}

/** Runs a call against an emulator of its own. */
async function elsewhere(
  differences: EmulatorOptions,
  call: (there: KotobaClient) => Promise<unknown>,
  apiKey = "any",
): Promise<void> {
  await using other = await startEmulator({ ...options, ...differences });
  await using there = new KotobaClient({ url: other.url, apiKey, maxRetries: 0 });
  await call(there);
}

describe.skipIf(observedTraffic === undefined)(
  "what goes over the wire is as the service publishes it",
  () => {
    it("in live recognition, with every setting", async () => {
      const events = await listen({});
      expect(events.filter(({ type }) => type === "final_transcript").length).toBeGreaterThan(1);
      await listen({ turnDetection: false, keywords: ["meters"], stylePreference: { humanName: "kana" } });
      await listen({ turnDetection: { silenceDurationMs: 400 }, audioFormat: "float32" });
      await listen({ audioFormat: "twilio" });
      await expect(listen({ language: "ko" })).rejects.toMatchObject({ code: "engine_unavailable" });
      const scenario = { errors: [{ on: "live-asr", error: "error_text" }] } as const;
      await elsewhere({ scenario }, (there) => expect(listen({}, there)).rejects.toThrow());
    });

    it("in synthesis: whole, in pieces, slow, cancelled, failed and refused", async () => {
      const spoken = { language: "en", speakerId: "en-woman" };
      await client.tts.synthesize("Hello there.", spoken);
      const settings = {
        audioFormat: "mulaw",
        sampleRate: 8000,
        maxLength: 1000,
        speakerReferenceTokens: [1, 2],
      } as const;
      await client.tts.synthesize("Hello there.", { ...spoken, ...settings });
      await client.tts.synthesize("Hello there.", { ...spoken, audioFormat: "pcm16" });
      await client.tts.synthesize(["Hello ", "there."], { ...spoken, textInput: "incremental" });
      await expect(client.tts.synthesize("unspeakable", spoken)).rejects.toMatchObject({
        code: "text_unspeakable",
      });
      await expect(
        client.tts.synthesize("Hello.", { language: "en", speakerId: "nobody" }),
      ).rejects.toThrow();
      const url = `${emulator.url.replace("http", "ws")}/elsewhere`;
      await expect(client.tts.synthesize("Hello.", { ...spoken, url })).rejects.toMatchObject({
        status: 404,
      });
      const session = await client.tts.stream(spoken);
      session.synthesize("endless").catch(() => {});
      for await (const event of session) {
        if (event.type === "audio_chunk") void session.cancel();
        if (event.type === "done") break;
      }
      const scenario = { errors: [{ on: "tts", error: "timeout" }] } as const;
      await elsewhere({ scenario }, (there) => there.tts.synthesize("Hello.", spoken));
    });

    it("in translation, in both directions", async () => {
      await translate({
        source: "en",
        target: "ja",
        delay: 4,
        outputDevice: { name: "desk", type: "speaker" },
      });
      await translate({ source: "ja", target: "en" });
      await expect(translate({ source: "en", target: "ko" })).rejects.toThrow();
      const scenario = { errors: [{ on: "s2st", error: "error_text" }] } as const;
      await elsewhere({ scenario }, (there) =>
        expect(translate({ source: "en", target: "ja" }, there)).rejects.toThrow(),
      );
    });

    it("in jobs that are under way, done, failed, refused and not known", async () => {
      const { asr } = client;
      const scenario = { latency: { jobMs: 300 } };
      const plain = { language: "en", pollIntervalMs: 50 };
      await elsewhere({ scenario }, (there) =>
        there.asr.transcribe(wav(), { ...plain, stylePreference: { humanName: "kana" } }),
      );
      await asr.transcribe(wav(), { ...plain, withTimestamps: true });
      await expect(asr.transcribe(wav(), { ...plain, language: "ko" })).rejects.toThrow();
      await expect(asr.submitJob(wav(), { language: "tlh" })).rejects.toMatchObject({ status: 422 });
      await expect(asr.getJob("none")).rejects.toMatchObject({ status: 404 });
    });

    it("in one-shot transcription, client secrets, readiness and refusals", async () => {
      const { asr } = client;
      await asr.transcribe(wav(), {
        mode: "one-shot",
        language: "en",
        withTimestamps: true,
        keywords: ["meters"],
      });
      const { value: clientSecret } = await asr.createClientSecret({ language: "en" });
      await listen({ clientSecret });
      await asr.waitUntilReady();
      // As kotoba doctor does.
      expect((await fetch(`${emulator.url}/v1`)).status).toBe(401);
      await elsewhere(
        { apiKey: "the right one" },
        (there) => expect(there.asr.submitJob(wav())).rejects.toMatchObject({ status: 401 }),
        "another",
      );
    });

    it("and whatever departs from it is listed, and does", () => {
      if (observedTraffic === undefined) return;
      const { departures } = observedTraffic;
      expect(departuresWithoutReason(departures)).toEqual([]);
      expect(Object.keys(deviations).filter((listed) => !departures.has(listed))).toEqual([]);
    });

    it("and all of it has been seen, but what is listed", () => {
      const counts = [...(observedTraffic?.seen ?? [])];
      console.log(
        [
          "| message | seen |",
          "|---|---:|",
          ...counts.map(([message, count]) => `| ${message} | ${count} |`),
        ].join("\n"),
      );
      const unseen = counts.flatMap(([message, count]) => (count === 0 ? message : []));
      expect(unseen).toEqual(Object.keys(unseenMessages));
    });

    it("and the emulator ignores nothing that the SDK sends", () => {
      expect(ignored).toEqual([]);
    });
  },
);

it.runIf(observedTraffic === undefined)(
  "cannot be compared: the published descriptions are not at hand",
  () => {
    console.log(
      `No published descriptions in ${descriptionsFolder}: what goes over the wire is not compared with them.`,
    );
  },
);
