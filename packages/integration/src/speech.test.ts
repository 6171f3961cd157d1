import { createScriptedSynthesisEngine, type Emulator, startEmulator, wordErrorRate } from "@kotoba/emulator";
import { KotobaClient, ProtocolError } from "@kotoba/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Synthesis as users have it: the built packages, a WebSocket on loopback, a real voice, and a real recogniser to hear it. */
let emulator: Emulator;
let client: KotobaClient;

beforeAll(async () => {
  emulator = await startEmulator();
  client = clientOf(emulator);
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

function clientOf({ url, env }: Emulator): KotobaClient {
  return new KotobaClient({ url, apiKey: env.KOTOBA_API_KEY });
}

const VOICE = { language: "en", speakerId: "rms" } as const;

describe("what is spoken", () => {
  it.each(["pcm_f32", "pcm16", "float32", "opus"] as const)("is understood, as %s", async (audioFormat) => {
    const spoken = "The weather is nice today.";
    const speech = await client.tts.synthesize(spoken, { ...VOICE, audioFormat });
    expect(speech.audioFormat).toBe(audioFormat === "float32" ? "pcm_f32" : audioFormat);
    expect(speech.sampleRate).toBe(24_000);
    expect(speech.durationSeconds).toBeCloseTo(2, 0);
    const wav = await speech.toWavBytes();
    const { text } = await client.asr.transcribe(wav, { language: "en", mode: "one-shot" });
    expect(wordErrorRate("the weather is nice today", text)).toBe(0);
  });

  it("comes at the rate that was asked for", async () => {
    const asked = { ...VOICE, audioFormat: "pcm16", sampleRate: 16_000 } as const;
    const [slow, fast] = await Promise.all([
      client.tts.synthesize("Ten meters.", asked),
      client.tts.synthesize("Ten meters.", VOICE),
    ]);
    expect(slow.sampleRate).toBe(16_000);
    expect(slow.durationSeconds).toBeCloseTo(fast.durationSeconds, 2);
  });

  it("comes as mu-law for the telephone", async () => {
    const telephone = { ...VOICE, sampleRate: 8000 } as const;
    const [coded, plain] = await Promise.all([
      client.tts.synthesize("Ten meters.", { ...telephone, audioFormat: "mulaw" }),
      client.tts.synthesize("Ten meters.", { ...telephone, audioFormat: "pcm_f32" }),
    ]);
    expect([coded.audioFormat, coded.sampleRate]).toEqual(["mulaw", 8000]);
    const [samples, original] = await Promise.all([coded.toFloat32(), plain.toFloat32()]);
    expect(samples).toHaveLength(original.length);
    const power = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
    const noise = power(samples.map((sample, index) => sample - (original[index] ?? 0)));
    // G.711 has a signal-to-noise ratio of about 37 dB.
    expect(10 * Math.log10(power(original) / noise)).toBeGreaterThan(30);
  });

  it("is told when it cannot be: a language without a voice, letters that a voice cannot read, no voice of that name", async () => {
    const error = (promise: Promise<unknown>) => promise.then(String, (caught: unknown) => caught);
    const [language, letters, name] = await Promise.all([
      error(client.tts.synthesize("안녕", { language: "ko", speakerId: "slt" })),
      error(client.tts.synthesize("こんにちは", VOICE)),
      error(client.tts.synthesize("Hello", { ...VOICE, speakerId: "nobody" })),
    ]);
    expect(language).toMatchObject({ code: "engine_unavailable", message: expect.stringContaining("ko") });
    expect(letters).toMatchObject({ code: "text_not_speakable" });
    expect(name).toMatchObject({ code: "voice_not_found", message: expect.stringContaining("slt") });
    for (const each of [language, letters, name]) expect(each).toBeInstanceOf(ProtocolError);
  });
});

describe("text that is still being written", () => {
  const SENTENCES = [
    "The first sentence is here.",
    "A second one follows at once, with a number like 3.14 in it.",
    "Dr. Smith says that it works!",
    "Does it?",
    "It does, and here it ends.",
  ];
  const TOKENS = SENTENCES.join(" ").match(/.{1,4}/gs) ?? [];

  it("sounds before its second sentence is written, and sounds as the same sentences whole", async () => {
    await using scripted = await startEmulator({ synthesisEngines: [createScriptedSynthesisEngine()] });
    await using speaker = clientOf(scripted);
    const options = { language: "en", speakerId: "en-woman", audioFormat: "pcm16" } as const;
    let heard = (): void => {};
    const firstAudio = new Promise<void>((resolve) => {
      heard = resolve;
    });
    async function* tokens() {
      let written = "";
      for (const token of TOKENS) {
        // The second sentence is not even finished before the first is heard.
        if (written.includes("second one")) await firstAudio;
        written += token;
        yield token;
      }
    }
    const streamed: Uint8Array[] = [];
    for await (const { data } of speaker.tts.synthesizeStream(tokens(), options)) {
      heard();
      streamed.push(data);
    }
    const whole: Uint8Array[] = [];
    for (const sentence of [
      "The first sentence is here.",
      ...SENTENCES.slice(1, 3),
      SENTENCES.slice(3).join(" "),
    ]) {
      whole.push((await speaker.tts.synthesize(sentence, options)).data);
    }
    expect(Buffer.concat(streamed).equals(Buffer.concat(whole))).toBe(true);
  });

  it("is let go when nobody listens any more", async () => {
    let returned = false;
    let asked = 0;
    async function* tokens() {
      try {
        for (;;) {
          asked++;
          yield "On and on it goes. ";
        }
      } finally {
        returned = true;
      }
    }
    for await (const { isFinal } of client.tts.synthesizeStream(tokens(), VOICE)) if (isFinal) break;
    expect(returned).toBe(true);
    expect(asked).toBeLessThan(12);
  });
});

describe("somebody who speaks up", () => {
  it("stops the voice, and it is known what they have heard", async () => {
    await using session = await client.tts.stream(VOICE);
    const sentences = [
      "This is the first thing to say. ",
      "This is the second, and a longer one. ",
      "And a third.",
    ];
    const spoken = session.synthesize(sentences);
    const ended: number[] = [];
    let seconds = 0;
    const events = session[Symbol.asyncIterator]();
    while (ended.length < 2) {
      const { value: event } = await events.next();
      if (event?.type === "audio_chunk") seconds += event.audio.length / 4 / event.sampleRate;
      if (event?.type === "done") ended.push(seconds);
    }
    const [first = 0, second = 0] = ended;
    const heard = await session.interrupt({ playedSeconds: (first + second) / 2 });
    expect(await spoken).toBe("cancelled");
    expect(heard.sentences[0]).toMatchObject({ text: "This is the first thing to say.", spokenShare: 1 });
    expect(heard.sentences[1]?.spokenShare).toBeCloseTo(0.5, 1);
    expect(heard.spokenText).toBe("This is the first thing to say. This is the");
    expect(heard.unspokenText).toMatch(/^second, and a longer one\. And a third\.$/);
  });
});
