import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordedSamples } from "./recorded-samples.ts";
import { UtteranceDetector } from "./utterance-detector.ts";

const RATE = 16_000;

describe("UtteranceDetector", () => {
  it("finds the two utterances around a pause, with some audio before and behind each", () => {
    const audio = joined(hum(1, 10), hum(1, 3000), hum(2, 10), hum(0.5, 3000), hum(2, 10));
    const found = detect(audio, 800);
    expect(found).toHaveLength(2);
    for (const [index, speech] of [1, 4].entries()) {
      expect(found[index]?.start).toBeGreaterThanOrEqual(speech - 0.3);
      expect(found[index]?.start).toBeLessThanOrEqual(speech - 0.2);
    }
    expect(found[0]?.end).toBeCloseTo(2.8, 1);
    expect(found[1]?.end).toBeCloseTo(5.3, 1);
  });

  it("goes on over a pause shorter than the limit", () => {
    const audio = joined(hum(1, 10), hum(1, 3000), hum(0.5, 10), hum(1, 3000), hum(1, 10));
    expect(detect(audio, 800)).toHaveLength(1);
    expect(detect(audio, 300)).toHaveLength(2);
  });

  it("hears no utterance in silence, in faint noise, or in a click", () => {
    const click = joined(hum(1, 0), hum(0.03, 20_000), hum(1, 0));
    for (const audio of [hum(10, 0), hum(10, 200), click]) expect(detect(audio, 800)).toEqual([]);
  });

  it("takes loud noise for speech only until it has adapted", () => {
    const found = detect(hum(30, 3000), 800);
    expect(found).toHaveLength(1);
    expect(found[0]?.end).toBeLessThan(3.5);
    expect(detect(joined(hum(30, 3000), hum(1, 20_000)), 800)).toHaveLength(2);
  });

  it("does not mistake a constant offset for sound", () => {
    expect(detect(new Int16Array(5 * RATE).fill(5000), 800)).toEqual([]);
  });

  it("hears speech that begins with the recording, and ends what is open with it", () => {
    const found = detect(hum(1, 3000), 800);
    expect(found).toMatchObject([{ start: 0, end: 1 }]);
  });

  it("cuts endless speech at a short pause before 30 s, and again and again", () => {
    const sentence = joined(hum(1.4, 3000), hum(0.2, 10));
    const found = detect(joined(...Array.from({ length: 50 }, () => sentence)), 800);
    expect(found.length).toBeGreaterThanOrEqual(3);
    for (const { start, end } of found) expect(end - start).toBeLessThanOrEqual(30.1);
    for (const { end } of found) expect(end % 1.6).toBeGreaterThan(1.39);
  });

  it("keeps the whole of a real recording's speech", () => {
    const { samples } = recordedSamples("goforward");
    const found = detect(samples, 800);
    expect(found).toHaveLength(1);
    expect(found[0]?.start).toBeLessThan(0.46);
    expect(found[0]?.end).toBeGreaterThan(2.13);
  });

  it("says the same however the samples are cut", () => {
    const { samples } = recordedSamples("goforward");
    const audio = joined(samples, samples, hum(0.013, 3000));
    const whole = summary(detect(audio, 300));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: audio.length }), { maxLength: 200 }), (cuts) => {
        expect(summary(detect(audio, 300, cuts))).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

/** Much faster to compare than the samples. */
function summary(found: readonly Utterance[]): unknown[] {
  return found.map(({ start, end, samples }) => [
    start,
    end,
    createHash("md5").update(samples).digest("hex"),
  ]);
}

interface Utterance {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly samples: Int16Array;
}

/** The utterances in the audio, given in pieces that end at the cuts. */
function detect(audio: Int16Array, silenceDurationMs: number, cuts: readonly number[] = []): Utterance[] {
  const detector = new UtteranceDetector(silenceDurationMs);
  const edges = [0, ...cuts.toSorted((a, b) => a - b), audio.length];
  const events = edges.flatMap((edge, index) => detector.accept(audio.subarray(edges[index - 1] ?? 0, edge)));
  const found: Utterance[] = [];
  let at = 0;
  let parts: Int16Array[] = [];
  for (const event of [...events, ...detector.finish()]) {
    if (event.type === "audio") parts.push(event.samples);
    else if (event.type === "start") {
      ({ at } = event);
      parts = [];
    } else {
      const samples = joined(...parts);
      found.push({ start: at / RATE, end: (at + samples.length) / RATE, samples });
    }
  }
  return found;
}

/** A buzz of many tones, the same every time. */
function hum(seconds: number, amplitude: number): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * RATE) }, (_, n) =>
    Math.round(amplitude * Math.sin(n * 0.1) * Math.cos(n * 0.037)),
  );
}

function joined(...parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
