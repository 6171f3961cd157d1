import { once } from "node:events";
import { createVoice } from "@kotoba/voice-ja";
import { describe, expect, it, vi } from "vitest";
import { startEmulator } from "../emulator.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { recordedSamples } from "../engines/recorded-samples.ts";
import { createScriptedEngine, type ScriptedAnswer } from "../engines/scripted-engine.ts";
import { createScriptedSynthesisEngine } from "../engines/scripted-synthesis-engine.ts";
import { createScriptedTranslationEngine } from "../engines/scripted-translation-engine.ts";
import { SynthesisError } from "../engines/synthesis-error.ts";
import { HeldEngine } from "./held-engine.ts";
import {
  LiveS2stTestClient,
  type TranslatedFrame,
  translatedSpeech,
  translatedText,
} from "./live-s2st-test-client.ts";
import { refusedHandshake } from "./live-test-client.ts";

const SECOND = 16_000;
const BYTES_PER_SECOND = 2 * 24_000;

const conversation: ScriptedAnswer = [
  [{ text: "hello", start: 0.5, end: 0.9 }],
  [
    { text: "good", start: 3, end: 3.2 },
    { text: "bye", start: 3.2, end: 3.6 },
  ],
];

function silence(seconds: number): Int16Array {
  return new Int16Array(seconds * SECOND);
}

function start(options: EmulatorOptions = {}) {
  return startEmulator({
    engines: [createScriptedEngine({ answers: [conversation] })],
    synthesisEngines: [createScriptedSynthesisEngine()],
    translationEngines: [createScriptedTranslationEngine()],
    ...options,
  });
}

/** Frames in short: their text, the translation that speech begins to say (no further speech), others by their type. */
function summary(frames: readonly TranslatedFrame[]): string[] {
  return frames.flatMap(({ type, delta, emulator }) => {
    if (type.endsWith(".text.delta")) return [`"${delta}"`];
    if (!type.endsWith(".audio.delta")) return [type];
    return emulator === undefined ? [] : [`speech ${emulator.target}`];
  });
}

describe("a session", () => {
  it("greets, gets ready, tells what is said and speaks what it means, commits and closes", async () => {
    await using emulator = await start();
    const client = await LiveS2stTestClient.open(emulator);
    expect(await client.until("voice_session.created")).toEqual([
      { type: "session.capabilities", supports_binary_audio: false, supports_opus_codec: false },
      { event_id: expect.any(String), type: "voice_session.created" },
    ]);
    client.update({ delay: 5 }, { client_supports_binary_audio: true, output_device: { type: "speaker" } });
    const [updated] = await client.until("voice_session.updated");
    expect(updated).toEqual({
      event_id: expect.any(String),
      type: "voice_session.updated",
      session: {
        object: "realtime.voice_session",
        input_audio_format: "pcm16",
        input_audio_sample_rate: 16_000,
        input_audio_number_of_channels: 1,
        input_audio_transcription: { language: "en", target_language: "ja" },
        turn_detection: false,
        delay: 5,
      },
    });
    client.append(silence(4));
    client.commit();
    const frames = await client.rest();
    expect(await client.closed).toBe(1000);
    expect(summary(frames).at(-1)).toBe("input_audio_buffer.committed");
    expect(translatedText(frames)).toBe("hello good bye");
    expect(summary(frames).filter((line) => line.startsWith("speech"))).toEqual([
      "speech <hello>",
      "speech <good bye>",
    ]);
  });

  it("sends speech in pieces of 100 ms that belong to the item of their text", async () => {
    await using emulator = await start();
    const client = await LiveS2stTestClient.begin(emulator);
    client.append(silence(4));
    client.commit();
    const frames = (await client.rest()).filter(({ type }) => type.includes("input_audio_transcription"));
    const speech = frames.filter(({ type }) => type.endsWith(".audio.delta"));
    // 60 ms for each character: 0.42 s and 0.6 s.
    expect(speech.map(({ delta }) => Buffer.from(delta, "base64").length / BYTES_PER_SECOND)).toEqual([
      ...[0.1, 0.1, 0.1, 0.1, expect.closeTo(0.02, 2)],
      ...[0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
    ]);
    const items = [...new Set(frames.map(({ item_id }) => item_id))];
    expect(items).toEqual(["chunk-0000001", expect.stringMatching(/^chunk-/)]);
    expect(speech.map(({ item_id }) => items.indexOf(item_id))).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(speech.flatMap(({ emulator }) => emulator ?? [])).toEqual([
      { source: "hello", target: "<hello>", is_complete: true },
      { source: "good bye", target: "<good bye>", is_complete: true },
    ]);
  });

  it("speaks before the audio has ended", async () => {
    await using emulator = await start();
    const client = await LiveS2stTestClient.begin(emulator);
    client.append(silence(1.6));
    const frames = await client.until(({ emulator }) => emulator !== undefined);
    expect(summary(frames)).toEqual(["conversation.item.created", '"hello"', "speech <hello>"]);
    client.commit();
    expect(translatedText(await client.rest())).toBe(" good bye");
  });

  it("hears on while it translates and speaks", async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const translate = async (text: string) => {
      if (text === "hello") await held;
      return `<${text}>`;
    };
    await using emulator = await start({
      translationEngines: [createScriptedTranslationEngine({ translate })],
    });
    const client = await LiveS2stTestClient.begin(emulator);
    client.append(silence(4.5));
    const heard = await client.until(({ delta }) => delta === " good bye");
    expect(summary(heard)).not.toContain("speech <hello>");
    release();
    client.commit();
    expect(summary(await client.rest()).filter((line) => line.startsWith("speech"))).toEqual([
      "speech <hello>",
      "speech <good bye>",
    ]);
  });

  it("may tell the translation instead of what is said", async () => {
    await using emulator = await start({ s2stText: "target" });
    const client = await LiveS2stTestClient.begin(emulator);
    client.append(silence(4));
    client.commit();
    expect(summary(await client.rest())).toEqual([
      "conversation.item.created",
      '"<hello>"',
      "speech <hello>",
      "conversation.item.created",
      '"<good bye>"',
      "speech <good bye>",
      "input_audio_buffer.committed",
    ]);
  });

  it("is without text and speech when nothing is said, and when there is no audio", async () => {
    await using emulator = await start({ engines: [createScriptedEngine({ answers: [] })] });
    const silent = await LiveS2stTestClient.begin(emulator);
    silent.append(silence(1));
    silent.commit();
    expect(summary(await silent.rest())).toEqual([
      "conversation.item.created",
      "input_audio_buffer.committed",
    ]);
    const idle = await LiveS2stTestClient.begin(emulator);
    idle.commit();
    expect(summary(await idle.rest())).toEqual(["input_audio_buffer.committed"]);
  });

  it("need not be told what is spoken", async () => {
    await using emulator = await start();
    const client = await LiveS2stTestClient.open(emulator);
    client.update({ input_audio_transcription: { target_language: "ja" } });
    const session = (await client.until("voice_session.updated")).at(-1)?.session;
    expect(session?.input_audio_transcription).toEqual({ language: "en", target_language: "ja" });
  });

  it("takes audio as live recognition does", async () => {
    await using emulator = await start();
    const client = await LiveS2stTestClient.begin(emulator, {
      input_audio_format: "twilio",
      input_audio_sample_rate: 8000,
    });
    const audio = Buffer.alloc(4 * 8000, 0xff).toString("base64");
    client.send({ type: "input_audio_buffer.append", audio });
    client.commit();
    expect(translatedText(await client.rest())).toBe("hello good bye");
  });

  it("goes on when a translation cannot be spoken", async () => {
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const voice = createScriptedSynthesisEngine({
      // biome-ignore lint/correctness/useYield: it fails before.
      *speak() {
        throw new SynthesisError("text_not_speakable", "no");
      },
    });
    await using emulator = await start({ synthesisEngines: [voice], logger });
    const client = await LiveS2stTestClient.begin(emulator);
    client.append(silence(4));
    client.commit();
    expect(translatedSpeech(await client.rest())).toHaveLength(0);
    expect(await client.closed).toBe(1000);
    const item = expect.stringMatching(/^chunk-/);
    expect(logger.warn.mock.calls).toEqual(
      Array(2).fill(["The emulator could not speak a translation", { item, code: "text_not_speakable" }]),
    );
  });

  it("is served at both paths of the contract, to those with a key", async () => {
    await using emulator = await start();
    const other = `${emulator.url}/v1/realtime_voice`;
    const elsewhere = { ...emulator, env: { KOTOBA_S2ST_URL: other.replace("http", "ws") } };
    await LiveS2stTestClient.begin(elsewhere);
    expect(emulator.env.KOTOBA_S2ST_URL).toBe(`${emulator.url.replace("http", "ws")}/sts`);
    const { status } = await refusedHandshake(emulator.env.KOTOBA_S2ST_URL, { headers: {} });
    expect(status).toBe(401);
  });
});

describe("what breaks the contract", () => {
  const english = { language: "en", target_language: "ja" };

  it.each<[string, string, Record<string, unknown>, Record<string, unknown>?]>([
    ["session.turn_detection", "must be false", { turn_detection: true }],
    ["session.turn_detection", "must be false", { turn_detection: { type: "server_vad" } }],
    ["session.turn_detection", "must be false", { turn_detection: undefined }],
    ["session.object", "realtime.voice_session", { object: "realtime.transcription_session" }],
    ["session.delay", "whole number", { delay: 1.5 }],
    ["session.delay", "whole number", { delay: -1 }],
    ["session.input_audio_format", "pcm16", { input_audio_format: "mp3" }],
    ["session.input_audio_sample_rate", "8000", { input_audio_sample_rate: 1 }],
    ["session.input_audio_transcription", "an object", { input_audio_transcription: undefined }],
    [
      "session.input_audio_transcription.target_language",
      "ISO 639-1",
      { input_audio_transcription: { language: "en" } },
    ],
    [
      "session.input_audio_transcription.language",
      "ISO 639-1",
      { input_audio_transcription: { language: null, target_language: "ja" } },
    ],
    ["client_supports_binary_audio", "true or false", {}, { client_supports_binary_audio: "no" }],
    ["output_device", "an object", {}, { output_device: "speaker" }],
    ["output_device.type", "headphones", {}, { output_device: { type: "television" } }],
    ["output_device.name", "a string", {}, { output_device: { name: 1 } }],
  ])("%s: %s", async (param, words, settings, fields) => {
    await using emulator = await start();
    const client = await LiveS2stTestClient.open(emulator);
    client.update(settings, fields);
    const [error] = (await client.rest()).slice(2);
    expect(error).toMatchObject({ type: "error", error: { code: "invalid_parameters", param } });
    expect(error?.error.message).toContain(words);
    expect(await client.closed).toBe(1008);
  });

  it("is an order of frames that makes no sense", async () => {
    await using emulator = await start();
    const early = await LiveS2stTestClient.open(emulator);
    early.append(silence(0.1));
    expect((await early.rest()).at(-1)?.error.message).toBe(
      "input_audio_buffer.append before voice_session.update.",
    );
    const twice = await LiveS2stTestClient.begin(emulator);
    twice.update();
    expect((await twice.rest()).at(-1)?.error.message).toBe("voice_session.update may be sent but once.");
  });

  it.each([
    [english, { engines: [] }, 'a recogniser that understands "en"', "asr:en"],
    [english, { translationEngines: [] }, 'a translator from "en" to "ja"', "mt:en-ja"],
    [english, { synthesisEngines: [] }, 'a voice that speaks "ja"', "tts:ja"],
    [{ language: "en", target_language: "en" }, {}, 'a translator from "en" to "en"', "mt:en-en"],
    [
      { language: "zh", target_language: "es" },
      {},
      'a recogniser that understands "zh" and a translator from "zh" to "es" and a voice that speaks "es"',
      "asr:zh",
    ],
  ])(
    "is not a pair that cannot be served, %o: what is missing is named, and how to get it",
    async (pair, options, missing, flag) => {
      await using emulator = await start(options);
      const client = await LiveS2stTestClient.open(emulator);
      client.update({ input_audio_transcription: pair });
      const error = (await client.rest()).at(-1)?.error;
      expect(error).toMatchObject({ code: "engine_unavailable", param: "session.input_audio_transcription" });
      expect(error?.message).toContain(`this emulator lacks ${missing}.`);
      expect(error?.message).toContain(`--engine "${flag}=PROGRAM"`);
    },
  );
});

describe("an end before its time", () => {
  it.each<[string, EmulatorOptions]>([
    [
      "the translator",
      {
        translationEngines: [
          createScriptedTranslationEngine({
            translate: () => {
              throw new Error("out of words");
            },
          }),
        ],
      },
    ],
    [
      "the voice",
      {
        synthesisEngines: [
          createScriptedSynthesisEngine({
            // biome-ignore lint/correctness/useYield: it fails before.
            *speak() {
              throw new Error("out of words");
            },
          }),
        ],
      },
    ],
  ])("is the failure of %s, which the client is told, though audio still comes", async (_, options) => {
    await using emulator = await start(options);
    const client = await LiveS2stTestClient.begin(emulator);
    client.append(silence(2));
    const last = (await client.rest()).at(-1);
    expect(last).toMatchObject({ type: "error", error: { code: "internal_error", type: "server_error" } });
    expect(last?.error.message).toBe("The translation failed: out of words");
    expect(await client.closed).toBe(1011);
  });

  it("stops the recognition when the client is gone", async () => {
    const engine = new HeldEngine();
    await using emulator = await start({ engines: [engine] });
    const client = await LiveS2stTestClient.begin(emulator);
    client.append(silence(0.1));
    await once(engine, "accept");
    const disposed = once(engine, "disposed");
    client.socket.terminate();
    await expect(disposed).resolves.toBeDefined();
  });

  it("stops translation and speech when the emulator closes", async () => {
    let asked = (): void => {};
    const translating = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const translate = () => {
      asked();
      return new Promise<never>(() => {});
    };
    const emulator = await start({ translationEngines: [createScriptedTranslationEngine({ translate })] });
    const client = await LiveS2stTestClient.begin(emulator);
    client.append(silence(2));
    await translating;
    await emulator.close();
    expect(await client.closed).toBe(1001);
  });

  it("makes no more speech than a client reads", async () => {
    let spoken = 0;
    const voice = createScriptedSynthesisEngine({
      *speak({ sampleRate }) {
        for (;;) {
          spoken++;
          yield new Float32Array(sampleRate);
        }
      },
    });
    await using emulator = await start({ synthesisEngines: [voice] });
    const client = await LiveS2stTestClient.begin(emulator);
    client.append(silence(2));
    await client.until(({ emulator }) => emulator !== undefined);
    client.socket.pause();
    let before = -1;
    await vi.waitUntil(() => {
      const hasStopped = spoken === before;
      before = spoken;
      return hasStopped;
    });
    // What the sockets of this machine hold.
    expect(spoken).toBeLessThan(1000);
    client.socket.terminate();
  });
});

describe("with real engines", () => {
  it("a person's English becomes Japanese that is spoken, the first of it before the last was said", async () => {
    await using emulator = await startEmulator();
    const client = await LiveS2stTestClient.begin(emulator);
    const { samples } = recordedSamples("goforward");
    client.append(samples);
    client.append(silence(1));
    const before = await client.until(({ emulator }) => emulator !== undefined);
    client.append(recordedSamples("something").samples);
    client.commit();
    const frames = [...before, ...(await client.rest())];
    expect(translatedText(frames)).toBe("go forward ten meters go somewhere and do something");
    expect(frames.flatMap((frame) => frame.emulator ?? [])).toEqual([
      { source: "go forward ten meters", target: "十メートル前に進んでください。", is_complete: true },
      {
        source: "go somewhere and do something",
        target: "どこかへ行って、何かをしてください。",
        is_complete: true,
      },
    ]);
    await using voice = await createVoice();
    const spoken = await voice.speak("十メートル前に進んでください。どこかへ行って、何かをしてください。");
    const seconds = translatedSpeech(frames).length / BYTES_PER_SECOND;
    expect(seconds).toBeCloseTo(spoken.samples.length / spoken.sampleRate, 1);
    expect(seconds).toBeGreaterThan(4);
  });
});
