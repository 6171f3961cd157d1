import { bytesToFloat32, decodeSamples, Resampler } from "@kotoba/audio";
import { silentLogger } from "@kotoba/core";
import { describe, expect, it, vi } from "vitest";
import { startEmulator } from "../emulator.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { createFliteEngine } from "../engines/flite/flite-engine.ts";
import { createPocketsphinxEngine } from "../engines/pocketsphinx/pocketsphinx-engine.ts";
import { createScriptedSynthesisEngine, type ScriptedPhrase } from "../engines/scripted-synthesis-engine.ts";
import { SynthesisError } from "../engines/synthesis-error.ts";
import { decodeOggOpus } from "../speech/decode-ogg-opus.ts";
import { LiveAsrTestClient } from "./live-asr-test-client.ts";
import { refusedHandshake } from "./live-test-client.ts";
import { audioOf, LiveTtsTestClient, type SpokenFrame } from "./live-tts-test-client.ts";

type Speak = (phrase: ScriptedPhrase) => Iterable<Float32Array> | AsyncIterable<Float32Array>;

/** An emulator with a scripted voice, a tone unless told otherwise. */
function start(speak?: Speak, options: EmulatorOptions = {}) {
  const engine = createScriptedSynthesisEngine(speak === undefined ? {} : { speak });
  return startEmulator({ engines: [], synthesisEngines: [engine], ...options });
}

/** Frames in short: runs of audio as the word, other frames by their type and status. */
function summary(frames: readonly SpokenFrame[]): string[] {
  const short = frames.map(({ type, isFinal, response }) => {
    if (type === "audio.chunk") return isFinal ? "final audio" : "audio";
    return response?.status === undefined ? type : response.status;
  });
  return short.filter((name, index) => name !== "audio" || short[index - 1] !== "audio");
}

const COMPLETED = ["response.created", "audio", "final audio", "completed"];

/** A promise, and what fulfils it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe("a session", () => {
  it("opens with the defaults of the service, and says which voice it has", async () => {
    await using emulator = await start();
    expect(emulator.env.KOTOBA_TTS_URL).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v2\/tts\/ws$/);
    const client = await LiveTtsTestClient.connect(emulator);
    client.send({ type: "open" });
    expect(await client.until("session.created")).toEqual([
      {
        type: "session.created",
        format: "pcm_f32",
        sample_rate: 24_000,
        channels: 1,
        language: "ja",
        speaker_id: "ja-woman",
        client_id: expect.stringMatching(/^client_/),
      },
    ]);
    client.socket.close();
  });

  it("speaks one text after another, each under its own id", async () => {
    await using emulator = await start();
    const client = await LiveTtsTestClient.begin(emulator);
    client.send({ type: "response.create", text: "Hello there.", response_id: "mine", max_length: 5 });
    const first = await client.until("response.done");
    expect(first[0]).toEqual({ type: "response.created", response: { id: "mine" } });
    expect(first.at(-1)).toEqual({ type: "response.done", response: { id: "mine", status: "completed" } });
    expect(new Set(first.slice(1, -1).map(({ response_id }) => response_id))).toEqual(new Set(["mine"]));
    const second = await client.speak("Hello again.");
    expect(summary(second)).toEqual(COMPLETED);
    expect(second[0]?.response.id).toMatch(/^response_/);
    client.socket.close();
    expect(await client.closed).toBe(1005);
  });

  it("sends the speech whole, in chunks of 100 ms, resampled", async () => {
    const speech = Float32Array.from({ length: 24_000 }, (_, i) => Math.sin(i / 11));
    await using emulator = await start(() => [speech.subarray(0, 5000), speech.subarray(5000)]);
    const client = await LiveTtsTestClient.begin(emulator);
    const frames = await client.speak("One second.");
    expect(bytesToFloat32(audioOf(frames))).toEqual(speech);
    const chunks = frames.filter(({ type }) => type === "audio.chunk");
    expect(chunks.map(({ audio }) => Buffer.from(audio, "base64").length)).toEqual([
      ...Array(10).fill(9600),
      0,
    ]);
    const slow = await LiveTtsTestClient.begin(emulator, { sample_rate: 8000 });
    const resampler = new Resampler({ inputRate: 24_000, outputRate: 8000, quality: "fast" });
    const expected = Float32Array.from([...resampler.process(speech), ...resampler.flush()]);
    expect(bytesToFloat32(audioOf(await slow.speak("One second.")))).toEqual(expected);
    client.socket.close();
    slow.socket.close();
  });

  it("sends each phrase while the next is still to be spoken", async () => {
    const { opened, open } = gate();
    await using emulator = await start(async function* ({ index }) {
      if (index > 0) await opened;
      yield new Float32Array(4800);
    });
    const client = await LiveTtsTestClient.begin(emulator);
    client.send({ type: "response.create", text: "One. Two." });
    await client.until("audio.chunk");
    open();
    expect(summary(await client.until("response.done"))).toEqual(["audio", "final audio", "completed"]);
    client.socket.close();
  });
});

describe("the formats", () => {
  const speech = Float32Array.from({ length: 24_000 }, (_, i) => 0.5 * Math.sin(i / 30));

  it.each([
    [{ format: "pcm_f32" }, "pcm_f32", 24_000, "float32"],
    [{ format: "PCM_F32LE", sample_rate: 16_000 }, "pcm_f32", 16_000, "float32"],
    [{ format: "float32", sample_rate: 8000 }, "pcm_f32", 8000, "float32"],
    [{ sample_rate: 16_000 }, "pcm_f32", 16_000, "float32"],
    [{ format: "pcm16" }, "pcm16", 24_000, "pcm16"],
    [{ format: "pcm_16", sample_rate: 8000 }, "pcm16", 8000, "pcm16"],
    [{ format: "PCM_S16LE", sample_rate: 16_000 }, "pcm16", 16_000, "pcm16"],
    [{ format: "mulaw" }, "mulaw", 8000, "mulaw"],
    [{ format: "ulaw", sample_rate: 8000 }, "mulaw", 8000, "mulaw"],
    [{ format: "Twilio" }, "mulaw", 8000, "mulaw"],
  ] as const)("of %j: %s at %d Hz", async (settings, format, sampleRate, encoding) => {
    await using emulator = await start(() => [speech]);
    const client = await LiveTtsTestClient.connect(emulator);
    client.send({ type: "open", language: "en", ...settings });
    const [created] = await client.until("session.created");
    expect(created).toMatchObject({ format, sample_rate: sampleRate });
    const samples = decodeSamples(audioOf(await client.speak("A tone.")), encoding);
    expect(samples).toHaveLength(sampleRate);
    expect(Math.max(...samples)).toBeCloseTo(0.5, 1);
    client.socket.close();
  });

  it("of opus: an Ogg stream of its own for each response", async () => {
    await using emulator = await start(() => [speech]);
    const client = await LiveTtsTestClient.connect(emulator);
    client.send({ type: "open", language: "en", format: "OPUS" });
    expect((await client.until("session.created"))[0]).toMatchObject({ format: "opus", sample_rate: 24_000 });
    for (let i = 0; i < 2; i++) {
      const decoded = await decodeOggOpus(audioOf(await client.speak("A tone.")));
      expect(decoded).toHaveLength(48_000);
      expect(Math.max(...decoded)).toBeCloseTo(0.5, 1);
    }
    client.socket.close();
  });
});

describe("a voice", () => {
  it("stands in for a speaker of the service, and the log says so", async () => {
    const warn = vi.fn();
    await using emulator = await start(undefined, { logger: { ...silentLogger, warn } });
    const client = await LiveTtsTestClient.connect(emulator);
    client.send({ type: "open", language: "en", speaker_id: "ja-man-m02-azawa", spk_ref_audio_tokens: [1] });
    expect((await client.until("session.created"))[0]?.speaker_id).toBe("en-man");
    expect(warn.mock.calls).toEqual([
      [expect.stringContaining("stands in"), { speaker: "ja-man-m02-azawa", voice: "en-man" }],
      [expect.stringContaining("spk_ref_audio_tokens is ignored"), { voice: "en-man" }],
    ]);
    client.socket.close();
  });
});

describe("text in pieces", () => {
  it("is spoken phrase by phrase as it comes", async () => {
    const asked: string[] = [];
    await using emulator = await start(({ text }) => {
      asked.push(text);
      return [new Float32Array(2400)];
    });
    const client = await LiveTtsTestClient.begin(emulator);
    const append = (text: string) => client.send({ type: "input_text_buffer.append", text });
    client.send({ type: "response.create", response_id: "pieces" });
    for (const piece of ["Hel", "lo the", "re. H", "ow are"]) append(piece);
    await client.until("audio.chunk");
    expect(asked).toEqual(["Hello there."]);
    append(" you?");
    client.send({ type: "input_text_buffer.commit" });
    const frames = await client.until("response.done");
    expect(asked).toEqual(["Hello there.", "How are you?"]);
    expect(frames.at(-1)?.response).toEqual({ id: "pieces", status: "completed" });
    expect(summary(await client.speak("All at once."))).toEqual(COMPLETED);
    client.socket.close();
  });

  it("can be cancelled while more is waited for; what comes of it later is dropped", async () => {
    await using emulator = await start();
    const client = await LiveTtsTestClient.begin(emulator);
    client.send({ type: "response.create" });
    client.send({ type: "input_text_buffer.append", text: "Hello" });
    client.send({ type: "response.cancel" });
    expect(summary(await client.until("response.done"))).toEqual(["response.created", "cancelled"]);
    client.send({ type: "input_text_buffer.append", text: "a".repeat(10_000) });
    client.send({ type: "input_text_buffer.commit" });
    expect(summary(await client.speak("Again."))).toEqual(COMPLETED);
    client.socket.close();
  });
});

describe("cancelling", () => {
  it("ends the response at once, with no audio after it, though the engine is in the midst of it", async () => {
    const { opened, open } = gate();
    let stopped = false;
    await using emulator = await start(async function* ({ text }) {
      try {
        yield new Float32Array(2400);
        if (text === "Long.") await opened;
        yield new Float32Array(2400);
      } finally {
        stopped = true;
      }
    });
    const client = await LiveTtsTestClient.begin(emulator);
    client.send({ type: "response.create", text: "Long.", response_id: "long" });
    await client.until("audio.chunk");
    client.send({ type: "response.cancel" });
    expect(await client.until("response.done")).toEqual([
      { type: "response.done", response: { id: "long", status: "cancelled" } },
    ]);
    const next = await client.speak("Short.");
    expect(summary(next)).toEqual(COMPLETED);
    expect(new Set(next.slice(1, -1).map(({ response_id }) => response_id))).toEqual(
      new Set([next[0]?.response.id]),
    );
    open();
    await vi.waitUntil(() => stopped);
    client.socket.close();
  });

  it("does not wait for an engine that does not listen", async () => {
    const { opened, open } = gate();
    const deaf = createScriptedSynthesisEngine();
    deaf.synthesize = async function* () {
      await opened;
      yield new Float32Array(2400);
    };
    await using emulator = await startEmulator({ engines: [], synthesisEngines: [deaf] });
    const client = await LiveTtsTestClient.begin(emulator);
    client.send({ type: "response.create", text: "Hello." });
    client.send({ type: "response.cancel" });
    expect(summary(await client.until("response.done"))).toEqual(["response.created", "cancelled"]);
    open();
    client.socket.close();
  });

  it("is ignored when nothing is under way", async () => {
    await using emulator = await start();
    const client = await LiveTtsTestClient.begin(emulator);
    client.send({ type: "response.cancel" });
    expect(summary(await client.speak("Hello."))).toEqual(COMPLETED);
    client.send({ type: "response.cancel" });
    expect(summary(await client.speak("Hello."))).toEqual(COMPLETED);
    client.socket.close();
  });
});

describe("a response that fails", () => {
  it.each([
    [new SynthesisError("text_not_speakable", "No."), { code: "text_not_speakable", message: "No." }, 0],
    [
      new Error("out of breath"),
      { code: "internal_error", message: "The synthesis failed: out of breath" },
      1,
    ],
  ])("with %s does not end the session", async (failure, error, logged) => {
    const log = vi.fn();
    const speak: Speak = async function* ({ index }) {
      yield new Float32Array(4800);
      if (index === 0) throw failure;
    };
    await using emulator = await start(speak, { logger: { ...silentLogger, error: log } });
    const client = await LiveTtsTestClient.begin(emulator);
    const frames = await client.speak("Hello.");
    expect(summary(frames)).toEqual(["response.created", "audio", "failed"]);
    expect(frames.at(-1)?.response.error).toEqual(error);
    expect(log).toHaveBeenCalledTimes(logged);
    expect(summary(await client.speak("Hello."))).toEqual(COMPLETED);
    client.socket.close();
  });

  it("may be one of an engine that does not even begin", async () => {
    const broken = createScriptedSynthesisEngine();
    broken.synthesize = () => {
      throw new Error("broken");
    };
    await using emulator = await startEmulator({ engines: [], synthesisEngines: [broken] });
    const client = await LiveTtsTestClient.begin(emulator);
    expect(summary(await client.speak("Hello."))).toEqual(["response.created", "failed"]);
    client.socket.close();
    await client.closed;
  });
});

describe("what breaks the contract", () => {
  const en = { type: "open", language: "en" };
  const create = { type: "response.create", text: "Hello." };

  it.each([
    [
      "an unknown format",
      [{ ...en, format: "mp3" }],
      "audio_format_not_found",
      '"mp3": ask for one of pcm_f32',
    ],
    [
      "a rate that the format has not",
      [{ ...en, format: "pcm16", sample_rate: 44_100 }],
      "invalid_parameters",
      "8000, 16000, 24000 for pcm16",
    ],
    [
      "mu-law at another rate",
      [{ ...en, format: "mulaw", sample_rate: 16_000 }],
      "invalid_parameters",
      "8000 for mulaw",
    ],
    [
      "an unknown voice",
      [{ ...en, speaker_id: "nobody" }],
      "voice_not_found",
      "en-woman (scripted, female), en-man",
    ],
    [
      "a language that no engine speaks",
      [{ ...en, language: "es" }],
      "engine_unavailable",
      'speaks "es". It speaks en, ja.',
    ],
    ["no language", [{ ...en, language: 7 }], "invalid_parameters", "language must be"],
    ["a second open", [en, en], "bad_request", "but once"],
    ["text before open", [create], "bad_request", "response.create before open"],
    ["a cancel before open", [{ type: "response.cancel" }], "bad_request", "before open"],
    [
      "two responses at once",
      [en, { type: "response.create" }, create],
      "bad_request",
      "while a response is active",
    ],
    ["an empty text", [en, { ...create, text: "" }], "text_string_required", "no text"],
    ["a blank text", [en, { ...create, text: " \n" }], "text_string_required", "no text"],
    ["a text that is none", [en, { ...create, text: 7 }], "invalid_parameters", "text must be a string"],
    [
      "a text that is too long",
      [en, { ...create, text: "a".repeat(10_001) }],
      "max_character_length_exceeded",
      "10000",
    ],
    ["an id that is none", [en, { ...create, response_id: "" }], "invalid_parameters", "response_id"],
    ["a length that is none", [en, { ...create, max_length: 0 }], "invalid_parameters", "max_length"],
    [
      "pieces before a response",
      [en, { type: "input_text_buffer.append", text: "a" }],
      "bad_request",
      "before response.create",
    ],
    [
      "pieces of a whole text",
      [en, create, { type: "input_text_buffer.append", text: "a" }],
      "bad_request",
      "whole",
    ],
    [
      "pieces that are too long",
      [
        en,
        { type: "response.create" },
        ...Array(2).fill({ type: "input_text_buffer.append", text: "a".repeat(5001) }),
      ],
      "max_character_length_exceeded",
      "10000",
    ],
    [
      "no pieces",
      [en, { type: "response.create" }, { type: "input_text_buffer.commit" }],
      "text_string_required",
      "no text",
    ],
  ])("%s is answered with an error and a close", async (_, frames, code, message) => {
    await using emulator = await start();
    const client = await LiveTtsTestClient.connect(emulator);
    for (const frame of frames) client.send(frame);
    const last = (await client.rest()).at(-1);
    expect(last).toEqual({ type: "error", code, message: expect.stringContaining(message) });
    expect(await client.closed).toBe(1008);
  });

  it("a language without an engine says what to do, also for one that was not asked for", async () => {
    await using emulator = await startEmulator({ engines: [], synthesisEngines: [createFliteEngine()] });
    const client = await LiveTtsTestClient.connect(emulator);
    client.send({ type: "open" });
    const [error] = await client.rest();
    expect(error?.message).toBe(
      'no engine of this emulator speaks "ja" (the language where none is named). It speaks en. ' +
        'Ask for another language, start the emulator with an engine of your own (kotoba emulator --engine "tts:ja=PROGRAM"), ' +
        "or use the hosted service.",
    );
  });

  it("a frame that is too large is answered with an error and 1009", async () => {
    await using emulator = await start();
    const client = await LiveTtsTestClient.begin(emulator);
    client.send({ type: "response.create", text: "a".repeat(2 ** 20) });
    expect((await client.rest()).at(-1)).toMatchObject({ type: "error", code: "bad_request" });
    expect(await client.closed).toBe(1009);
  });

  it("binary frames, what is no JSON, and unknown types are ignored", async () => {
    await using emulator = await start();
    const client = await LiveTtsTestClient.begin(emulator);
    client.socket.send(Buffer.from(JSON.stringify({ type: "open" })));
    for (const text of ["{", "[]", "7", '{"type":"other"}', '{"type":7}']) client.socket.send(text);
    expect(summary(await client.speak("Hello."))).toEqual(COMPLETED);
    client.socket.close();
  });

  it("a handshake without a key is refused, and one too many of any kind", async () => {
    await using emulator = await start(undefined, { maxLiveSessions: 1 });
    const keyless = await refusedHandshake(emulator.env.KOTOBA_TTS_URL, { headers: {} });
    expect(keyless.status).toBe(401);
    const client = await LiveTtsTestClient.begin(emulator);
    for (const url of [emulator.env.KOTOBA_TTS_URL, emulator.env.KOTOBA_ASR_URL]) {
      expect((await refusedHandshake(url)).status).toBe(429);
    }
    client.socket.close();
  });
});

describe("a client that reads slowly", () => {
  it("makes the engine wait, and misses nothing", async () => {
    const seconds = 1000;
    let produced = 0;
    await using emulator = await start(function* () {
      for (; produced < seconds; produced++) yield new Float32Array(24_000);
    });
    const client = await LiveTtsTestClient.begin(emulator);
    client.socket.pause();
    client.send({ type: "response.create", text: "A long story." });
    let before = 0;
    await vi.waitUntil(
      () => {
        const hasStopped = produced > 0 && produced === before;
        before = produced;
        return hasStopped;
      },
      { interval: 200, timeout: 30_000 },
    );
    expect(produced).toBeLessThan(seconds / 2);
    client.socket.resume();
    const frames = await client.until("response.done");
    expect(summary(frames)).toEqual(COMPLETED);
    expect(audioOf(frames).length).toBe(seconds * 24_000 * 4);
    client.socket.close();
  });

  it("can cancel, and gets the answer after what was on its way", async () => {
    let produced = 0;
    await using emulator = await start(function* () {
      for (;;) {
        produced++;
        yield new Float32Array(24_000);
      }
    });
    const client = await LiveTtsTestClient.begin(emulator);
    client.socket.pause();
    client.send({ type: "response.create", text: "An endless story." });
    await vi.waitUntil(() => produced > 5);
    client.send({ type: "response.cancel" });
    client.socket.resume();
    expect(summary(await client.until("response.done"))).toEqual(["response.created", "audio", "cancelled"]);
    client.socket.close();
  });
});

describe("the end", () => {
  it("of a client stops its speech", async () => {
    let stopped = 0;
    await using emulator = await start(function* () {
      try {
        for (;;) yield new Float32Array(2400);
      } finally {
        stopped++;
      }
    });
    const client = await LiveTtsTestClient.begin(emulator);
    client.send({ type: "response.create", text: "Endless." });
    await client.until("audio.chunk");
    client.socket.terminate();
    await vi.waitFor(() => expect(stopped).toBe(1));
  });

  it("of the emulator closes the sessions with 1001, in the midst of speech too", async () => {
    const emulator = await start(async function* () {
      yield new Float32Array(4800);
      await new Promise(() => {});
    });
    const idle = await LiveTtsTestClient.begin(emulator);
    const speaking = await LiveTtsTestClient.begin(emulator);
    speaking.send({ type: "response.create", text: "Hello." });
    await speaking.until("audio.chunk");
    await emulator.close();
    expect(await Promise.all([idle.closed, speaking.closed])).toEqual([1001, 1001]);
  });
});

describe("the English voice", () => {
  it("is heard by the live recogniser of the same emulator, word by word", async () => {
    await using recogniser = createPocketsphinxEngine();
    await using emulator = await startEmulator({ engines: [recogniser] });
    const speaker = await LiveTtsTestClient.begin(emulator, {
      speaker_id: "male-01",
      format: "pcm16",
      sample_rate: 16_000,
    });
    const speech = audioOf(await speaker.speak("go forward ten meters"));
    const listener = await LiveAsrTestClient.begin(emulator);
    listener.append(new Int16Array(speech.buffer, speech.byteOffset, speech.length / 2));
    listener.commit();
    const heard = (await listener.rest()).flatMap(({ transcript = [] }) => transcript);
    expect(heard).toEqual(["go forward ten meters"]);
    speaker.socket.close();
  });

  it("speaks in two sessions at once as in one after the other", async () => {
    await using emulator = await startEmulator({ engines: [] });
    const clients = await Promise.all([
      LiveTtsTestClient.begin(emulator, { speaker_id: "awb" }),
      LiveTtsTestClient.begin(emulator, { speaker_id: "kal" }),
    ]);
    const text = "This is one. This is two. This is three.";
    const together = await Promise.all(clients.map((client) => client.speak(text)));
    for (const [index, client] of clients.entries()) {
      const alone = audioOf(await client.speak(text));
      expect(alone.length).toBeGreaterThan(24_000 * 4);
      expect(audioOf(together[index] ?? []).equals(alone)).toBe(true);
      client.socket.close();
    }
  });

  it("says that it cannot speak Japanese, and goes on", async () => {
    await using emulator = await startEmulator({ engines: [] });
    const client = await LiveTtsTestClient.begin(emulator);
    const failed = await client.speak("こんにちは");
    expect(summary(failed)).toEqual(["response.created", "failed"]);
    expect(failed.at(-1)?.response.error.code).toBe("text_not_speakable");
    expect(summary(await client.speak("Hello."))).toEqual(COMPLETED);
    client.socket.close();
  });
});
