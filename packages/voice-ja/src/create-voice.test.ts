import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Worker } from "node:worker_threads";
import { ConfigurationError, KotobaError } from "@kotoba/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVoice } from "./create-voice.ts";
import { fingerprint } from "./fingerprint.ts";
import type { JapaneseVoice } from "./japanese-voice.ts";
import { hasNativeOpenJtalk, NativeOpenJtalk } from "./native-open-jtalk.ts";

const RATE = 48_000;

/** Sentences, and how many morae they have. */
const SENTENCES: readonly (readonly [text: string, morae: number])[] = [
  ["今日は良い天気です。", 10],
  ["吾輩は猫である。", 10],
  ["すもももももももものうち。", 12],
  ["「こんにちは」と彼女は言った。", 13],
  ["CDとDVDを買いました。", 17],
  ["価格は3450円です。", 19],
  ["気温は氷点下5度、来週は雪でしょう！", 21],
  ["半角ｶﾀｶﾅと全角１２３も読めます。", 25],
  ["東京タワーの高さは333メートルです。", 28],
  ["会議は2026年11月23日の午後3時15分に始まります。", 45],
];

/** Says how a call ended, for those that are meant to fail. */
function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "no failure",
    (error: unknown) => error,
  );
}

/** The threads that are started until `stop` is called. */
function watchThreads(): { readonly threads: readonly Worker[]; stop(): void } {
  const threads: Worker[] = [];
  const onWorker = (worker: Worker): void => void threads.push(worker);
  process.on("worker", onWorker);
  return { threads, stop: () => process.off("worker", onWorker) };
}

describe("a voice for all", () => {
  let voice: JapaneseVoice;
  beforeAll(async () => {
    voice = await createVoice();
  });
  afterAll(() => voice.close());

  it.each(SENTENCES)("speaks %s with %i morae, at a plausible pace", async (text, morae) => {
    const { samples, sampleRate } = await voice.speak(text);
    expect(sampleRate).toBe(RATE);
    expect(samples.length / RATE / morae).toBeGreaterThan(0.08);
    expect(samples.length / RATE / morae).toBeLessThan(0.25);
    expect(samples.every((sample) => Math.abs(sample) <= 1)).toBe(true);
    expect(rms(samples)).toBeGreaterThan(0.01);
  });

  it.skipIf(!hasNativeOpenJtalk())("speaks just as the native program does", async () => {
    using native = new NativeOpenJtalk();
    for (const [text] of SENTENCES) {
      const expected = Float32Array.from(native.speak(text), (sample) => sample / 32_768);
      const { samples } = await voice.speak(text);
      expect(samples.length).toBe(expected.length);
      expect(correlation(samples, expected)).toBeGreaterThan(0.9999);
    }
  });

  it.each([
    ["ﾃﾞﾊﾟｰﾄ", "デパート"],
    ["テ\u3099ハ\u309aート", "デパート"],
    ["１２３．５", "123.5"],
    ["ＣＤ", "CD"],
  ])("speaks %j as it does %j", async (text, sameText) => {
    const [one, other] = await Promise.all([voice.speak(text), voice.speak(sameText)]);
    expect(fingerprint(one.samples)).toBe(fingerprint(other.samples));
  });

  it("speaks at the speed that is asked for", async () => {
    const text = "今日は良い天気です。";
    const [usual, fast, slow] = await Promise.all([
      voice.speak(text),
      voice.speak(text, { speed: 2 }),
      voice.speak(text, { speed: 0.5 }),
    ]);
    expect(fast.samples.length / usual.samples.length).toBeCloseTo(1 / 2, 1);
    expect(slow.samples.length / usual.samples.length).toBeCloseTo(2, 0);
  });

  it("speaks the sentences of a text one after the other, and leaves out what has no reading", async () => {
    const sentences = await Promise.all([voice.speak("はい。"), voice.speak("元気です。")]);
    const expected = Float32Array.from(sentences.flatMap(({ samples }) => [...samples]));
    const { samples } = await voice.speak("はい。😀\n\u0000！！元気です。");
    expect(fingerprint(samples)).toBe(fingerprint(expected));
  });

  it("says so when nothing can be spoken", async () => {
    for (const text of ["", " \n　"]) {
      const failure = await failureOf(voice.speak(text));
      expect(ConfigurationError.isInstance(failure), text).toBe(true);
    }
    for (const text of ["。", "😀👩‍👩‍👧", "!?…", "\u0000\u0007", "\ud800", "\u{10ffff}"]) {
      expect(await failureOf(voice.speak(text))).toMatchObject({ code: "text_not_speakable" });
    }
  });

  it.each([0, 0.49, 2.01, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses the speed %f",
    async (speed) => {
      expect(ConfigurationError.isInstance(await failureOf(voice.speak("はい。", { speed })))).toBe(true);
    },
  );

  it("has samples or a clear error for any string", async () => {
    const codes = new Set<string>();
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.integer({ min: 0x3040, max: 0x30ff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(..."ーっッ々〜ﾞﾟ、。「」0123456789,.%￥-月日時分円a Z\u0000\n"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, maxLength: 12 }), async (text) => {
        const outcome = await voice.speak(text, { speed: 2 }).catch((error: unknown) => error);
        if (KotobaError.isInstance(outcome)) codes.add(outcome.code);
        else expect(outcome).toMatchObject({ sampleRate: RATE, samples: expect.any(Float32Array) });
      }),
      { numRuns: 100 },
    );
    codes.delete("bad_configuration");
    codes.delete("text_not_speakable");
    expect([...codes]).toEqual([]);
  });

  it("serves calls in their order", async () => {
    const order: string[] = [];
    const speak = (text: string): Promise<unknown> => voice.speak(text).then(() => order.push(text));
    await Promise.all([speak("長い話です。もう一つ。"), speak("二番目。"), speak("三番目。")]);
    expect(order).toEqual(["長い話です。もう一つ。", "二番目。", "三番目。"]);
  });

  it("stops at once when the signal aborts, and goes on with others", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const { signal } = controller;
    const spoken = failureOf(voice.speak("これは長い話です。".repeat(1000), { signal }));
    const waiting = failureOf(voice.speak("はい。", { signal }));
    const other = voice.speak("はい。");
    controller.abort(reason);
    expect([await spoken, await waiting]).toEqual([reason, reason]);
    expect(await failureOf(voice.speak("はい。", { signal }))).toBe(reason);
    expect((await other).samples.length).toBeGreaterThan(0);
  });
});

describe("a voice of one's own", () => {
  it("settles everything when it is closed, more than once too", async () => {
    const voice = await createVoice();
    const pending = [voice.speak("これは長い話です。".repeat(100)), voice.speak("はい。")].map(failureOf);
    await Promise.all([voice.close(), voice.close()]);
    for (const failure of await Promise.all(pending)) expect(failure).toMatchObject({ code: "voice_closed" });
    expect(await failureOf(voice.speak("はい。"))).toMatchObject({ code: "voice_closed" });
    await voice.close();
  });

  it("recovers when the engine fails, and when its thread dies", async () => {
    const watch = watchThreads();
    await using voice = await createVoice();
    const speakYes = async (): Promise<string> => fingerprint((await voice.speak("はい。")).samples);
    const expected = await speakYes();
    // Slower than any call may ask for: more samples than the memory holds.
    watch.threads[0]?.postMessage({ phrase: "はい。", speed: 1e-6 });
    const doomed = failureOf(speakYes());
    const next = speakYes();
    expect(await doomed).toMatchObject({
      code: "voice_failed",
      message: expect.stringContaining("status 1"),
    });
    expect(await next).toBe(expected);
    const pending = failureOf(voice.speak("これは長い話です。".repeat(100)));
    await watch.threads[1]?.terminate();
    expect(await pending).toMatchObject({ code: "voice_failed" });
    expect(await speakYes()).toBe(expected);
    watch.stop();
    expect(watch.threads).toHaveLength(3);
  });

  it("is not created when the signal has aborted, or aborts while it loads", async () => {
    const watch = watchThreads();
    const controller = new AbortController();
    const { signal } = controller;
    const loading = failureOf(createVoice({ signal }));
    controller.abort("enough");
    expect(await loading).toBe("enough");
    expect(await failureOf(createVoice({ signal }))).toBe("enough");
    watch.stop();
    expect(watch.threads.map(({ threadId }) => threadId)).toEqual([-1]);
  });

  it("lets a process end that does not close it", async () => {
    const built = new URL("../dist/index.js", import.meta.url);
    const program = `
      import { createVoice } from ${JSON.stringify(built)};
      const voice = await createVoice();
      const { samples } = await voice.speak("はい。");
      console.log(samples.length > 0);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
    expect(stdout).toBe("true\n");
  });
});

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

function correlation(one: Float32Array, other: Float32Array): number {
  const products = one.reduce((sum, sample, at) => sum + sample * (other[at] ?? 0), 0);
  return products / (rms(one) * rms(other) * one.length);
}
