import { Int16Resampler, int16ToFloat32, int16ToMuLaw, muLawToInt16, SilenceDetector } from "@kotoba/audio";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecognizedUtterance, RecognizedWord } from "../recognition-engine.ts";
import { recordedSamples } from "../recorded-samples.ts";
import { createKnownRecordingsEngine, type KnownRecording } from "./known-recordings-engine.ts";

const RATE = 16_000;

/** Four clips with pauses of 1.2 s, 20 s in all. */
const CLIPS = ["something", "sense-0880", "sense-0890", "sense-0930"].map(recordedSamples);
const SAID = CLIPS.map(({ recording }) => recording.transcript);
const recording = recordingOf(CLIPS);
const engine = createKnownRecordingsEngine({ recordings: [recording] });

type Clip = ReturnType<typeof recordedSamples>;

function recordingOf(clips: readonly Clip[]): KnownRecording {
  const words: RecognizedWord[] = [];
  const parts: Int16Array[] = [noise(1.2)];
  let at = 1.2;
  for (const clip of clips) {
    words.push(...wordsOf(clip, at));
    parts.push(clip.samples, noise(1.2));
    at += clip.samples.length / RATE + 1.2;
  }
  return { samples: joined(...parts), words };
}

/** The words of a clip that begins at so many seconds: its letters are spread evenly over its speech. */
function wordsOf({ recording: { transcript }, samples }: Clip, offset: number): RecognizedWord[] {
  const detector = new SilenceDetector({ sampleRate: RATE, thresholdDbfs: -45 });
  const segments = [...detector.process(int16ToFloat32(samples)), ...detector.flush()];
  const speech = segments.filter(({ type }) => type === "speech");
  const begin = offset + (speech[0]?.startSeconds ?? 0);
  const end = offset + (speech.at(-1)?.endSeconds ?? 0);
  const secondsPerLetter = (end - begin) / (transcript.length + 1);
  let at = begin;
  return transcript.split(" ").map((text) => {
    const start = at;
    at += (text.length + 1) * secondsPerLetter;
    return { text, start, end: at };
  });
}

/** A quiet room, the same every time. */
function noise(seconds: number, amplitude = 40): Int16Array {
  let state = 1;
  return Int16Array.from({ length: Math.round(seconds * RATE) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.round((state / 2 ** 31 - 1) * amplitude);
  });
}

function joined(...parts: readonly Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

function resampled(samples: Int16Array, inputRate: number, outputRate: number): Int16Array {
  const resampler = new Int16Resampler({ inputRate, outputRate, quality: "fast" });
  return joined(resampler.process(samples), resampler.flush());
}

interface Heard {
  readonly utterances: readonly RecognizedUtterance[];
  /** The partial text after each piece. */
  readonly partials: readonly string[];
}

/** What the engine makes of samples that come in pieces of these lengths, over and over. */
async function hear(
  samples: Int16Array,
  { pieces = [1280], silenceDurationMs = 800, by = engine } = {},
): Promise<Heard> {
  await using recognition = await by.open({ language: "en", silenceDurationMs });
  const utterances: RecognizedUtterance[] = [];
  const partials: string[] = [];
  for (let at = 0, count = 0; at < samples.length; count++) {
    const end = at + (pieces[count % pieces.length] ?? samples.length);
    const progress = await recognition.accept(samples.subarray(at, end));
    utterances.push(...progress.utterances);
    partials.push(progress.partial);
    at = end;
  }
  return { utterances: [...utterances, ...(await recognition.finish())], partials };
}

async function texts(samples: Int16Array, options = {}): Promise<string[]> {
  return (await hear(samples, options)).utterances.map(({ text }) => text);
}

function middle({ start, end }: RecognizedWord): number {
  return (start + end) / 2;
}

describe("a recording that the engine knows", () => {
  it("gives its words, at their times", async () => {
    const { utterances } = await hear(recording.samples);
    expect(utterances.map(({ text }) => text)).toEqual(SAID);
    const words = utterances.flatMap((utterance) => utterance.words);
    expect(words).toHaveLength(recording.words.length);
    for (const [index, { text, start, end }] of recording.words.entries()) {
      expect(words[index]).toEqual({ text, start: expect.closeTo(start, 1), end: expect.closeTo(end, 1) });
    }
    for (const { start, end, words } of utterances) {
      expect([start, end]).toEqual([words[0]?.start, words.at(-1)?.end]);
    }
  });

  it.each<[string, (samples: Int16Array) => Int16Array]>([
    ["at another volume", (samples) => samples.map((sample) => Math.round(sample / 2))],
    ["with a little noise", (samples) => samples.map((sample, n) => sample + ((n * n) % 7) - 3)],
    [
      "at 24 kHz, from between two samples of it",
      (samples) => resampled(resampled(samples, RATE, 24_000).subarray(1), 24_000, RATE),
    ],
    [
      "over a telephone line",
      (samples) => resampled(muLawToInt16(int16ToMuLaw(resampled(samples, RATE, 8000))), 8000, RATE),
    ],
  ])("is known %s", async (_, change) => {
    expect(await texts(change(recording.samples.subarray(77)))).toEqual(SAID);
  });

  it("is divided by the pause that ends an utterance", async () => {
    expect(await texts(recording.samples, { silenceDurationMs: 300 })).toEqual(SAID);
    expect(await texts(recording.samples, { silenceDurationMs: 2500 })).toEqual([SAID.join(" ")]);
  });

  it("gives the words of any part of it, at their times in that part", async () => {
    const cut = fc.integer({ min: 0, max: recording.samples.length });
    await fc.assert(
      fc.asyncProperty(cut, cut, async (...cuts) => {
        const [begin = 0, end = 0] = cuts.toSorted((a, b) => a - b);
        const { utterances } = await hear(recording.samples.subarray(begin, end));
        const [from, to] = [begin / RATE, end / RATE];
        const heard = utterances.flatMap(({ words }) =>
          words.map((word) =>
            recording.words.find(
              ({ text, end }) => text === word.text && Math.abs(end - from - word.end) < 0.02,
            ),
          ),
        );
        // The place is known to 10 ms; and a scrap of speech at a cut may be too little to be taken for speech, or to be known.
        const between = (least: number) =>
          recording.words.filter((word) => middle(word) - from >= least && to - middle(word) > least);
        expect(between(-0.01)).toEqual(expect.arrayContaining(heard));
        expect(heard).toEqual(expect.arrayContaining(between(0.25)));
        expect(heard).toEqual(recording.words.filter((word) => heard.includes(word)));
      }),
      { numRuns: 40 },
    );
  });

  it("gives the same however it is cut into pieces", async () => {
    const samples = recording.samples.subarray(3 * RATE, 12 * RATE);
    const frames = await hear(samples, { pieces: [320] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }),
        async (pieces) => {
          const { utterances, partials } = await hear(samples, { pieces });
          expect(utterances).toEqual(frames.utterances);
          let at = 0;
          const expected = partials.map((_, index) => {
            at = Math.min(samples.length, at + (pieces[index % pieces.length] ?? 0));
            return frames.partials[Math.floor(at / 320) - 1] ?? "";
          });
          expect(partials).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("is told word by word, until the utterance ends", async () => {
    const { partials } = await hear(CLIPS[3]?.samples ?? new Int16Array());
    const told = partials.filter((partial, index) => partial !== "" && partial !== partials[index - 1]);
    const words = SAID[3]?.split(" ") ?? [];
    expect(told.length).toBeGreaterThan(words.length / 2);
    expect(told).toEqual(words.map((_, index) => words.slice(0, index + 1).join(" ")).slice(-told.length));
  });
});

describe("recordings that the engine knows", () => {
  it("are told apart, with silence of any kind around them", async () => {
    const recordings = CLIPS.map((clip) => ({ samples: clip.samples, words: wordsOf(clip, 0) }));
    await using by = createKnownRecordingsEngine({ recordings });
    const [a, b, c, d] = CLIPS.map(({ samples }) => samples);
    if (!a || !b || !c || !d) throw new Error("There are four clips.");
    const mixed = joined(new Int16Array(RATE), d, noise(1), a, new Int16Array(RATE), c, noise(1, 5), b);
    expect(await texts(mixed, { by })).toEqual([SAID[3], SAID[0], SAID[2], SAID[1]]);
  });
});

describe("audio that the engine does not know", () => {
  it.each([
    ["silence", new Int16Array(3 * RATE)],
    ["a room", noise(3)],
    ["loud noise", noise(3, 9000)],
    ["other speech", recordedSamples("goforward").samples],
    ["speech of the same voice", recordedSamples("sense-0920").samples],
    ["the recording backwards", recording.samples.toReversed()],
  ])("has no words: %s", async (_, samples) => {
    const { utterances, partials } = await hear(samples);
    expect(utterances).toEqual([]);
    expect(new Set(partials)).toEqual(new Set([""]));
  });
});

describe("createKnownRecordingsEngine", () => {
  it("writes Japanese without spaces", async () => {
    await using recognition = await engine.open({ language: "ja" });
    const { utterances } = await recognition.accept(recording.samples);
    expect(utterances.map(({ text }) => text)).toEqual(SAID.map((text) => text.replaceAll(" ", "")));
  });

  it("refuses other languages, and an engine may be told which it understands", async () => {
    await expect(engine.open({ language: "fr" })).rejects.toThrow(/was not told to understand fr/);
    const french = createKnownRecordingsEngine({ recordings: [], languages: ["fr"] });
    await using recognition = await french.open({ language: "fr" });
    expect(await recognition.accept(recording.samples)).toEqual({ utterances: [], partial: "" });
  });

  it("stops when the signal aborts", async () => {
    const controller = new AbortController();
    await using recognition = await engine.open({ language: "en", signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(recognition.accept(recording.samples)).rejects.toThrow("enough");
    await expect(recognition.finish()).rejects.toThrow("enough");
    await expect(engine.open({ language: "en", signal: controller.signal })).rejects.toThrow("enough");
  });
});
