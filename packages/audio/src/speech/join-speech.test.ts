import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectSamples, joinSamples } from "../testing/collect.ts";
import { type JoinOptions, joinSpeech } from "./join-speech.ts";

const RATE = 16_000;
const FADE = 80;

function sine(length: number, amplitude: number, phase = 0): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => amplitude * Math.sin((2 * Math.PI * 200 * i) / RATE + phase),
  );
}

function join(pieces: readonly Float32Array[], options: Partial<JoinOptions> = {}): Promise<Float32Array> {
  return collectSamples(
    joinSpeech(
      pieces.map((piece) => [piece]),
      { sampleRate: RATE, ...options },
    ),
  );
}

/** The largest step from one sample to the next. */
function largestStep(samples: Float32Array): number {
  return samples
    .subarray(1)
    .reduce((most, value, i) => Math.max(most, Math.abs(value - (samples[i] ?? 0))), 0);
}

describe("joinSpeech", () => {
  it("leaves no click at a seam: no step is larger than within the pieces", async () => {
    const pieces = [sine(1000, 0.5, 1), sine(1500, 0.8, 2.2), sine(777, 0.3, -1.7)];
    const within = Math.max(...pieces.map(largestStep));
    expect(largestStep(joinSamples(pieces))).toBeGreaterThan(5 * within);
    for (const pauseSeconds of [0, 0.01]) {
      const joined = await join(pieces, { pauseSeconds });
      expect(largestStep(joined)).toBeLessThanOrEqual(within);
      // Nor at the very beginning and end.
      for (const edge of [joined[0], joined.at(-1)]) expect(edge).toBeCloseTo(0, 12);
    }
  });

  it("takes a DC offset from a step to a slope, of 5 ms", async () => {
    const joined = await join([new Float32Array(400).fill(0.5), new Float32Array(400).fill(-0.5)]);
    expect(largestStep(joined)).toBeLessThan((0.5 * 1.6) / FADE);
    expect([...joined.subarray(FADE, 400 - FADE)]).toEqual(new Array(400 - 2 * FADE).fill(0.5));
  });

  it("passes pieces bit by bit that begin and end near zero, and all but the fades of others", async () => {
    const quiet = Float32Array.of(0.0009, ...sine(500, 0.9), -0.0005);
    expect(await join([quiet, quiet])).toEqual(joinSamples([quiet, quiet]));
    const loud = sine(500, 0.9, 1);
    const joined = await join([quiet, loud]);
    expect(joined.subarray(0, quiet.length)).toEqual(quiet);
    expect(joined.slice(quiet.length + FADE, -FADE)).toEqual(loud.slice(FADE, -FADE));
  });

  it("is exactly as long as the pieces and the pauses between those that have samples", async () => {
    const length = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 }));
    await fc.assert(
      fc.asyncProperty(fc.array(length, { maxLength: 6 }), fc.nat(50), async (lengths, pause) => {
        const pieces = lengths.map((each) => new Float32Array(each).fill(0.5));
        const joined = await join(pieces, { pauseSeconds: pause / RATE });
        const sounding = lengths.filter((each) => each > 0);
        const pauses = Math.max(0, sounding.length - 1) * pause;
        expect(joined.length).toBe(pauses + sounding.reduce((sum, each) => sum + each, 0));
      }),
    );
    const [first, second] = [Float32Array.of(0.5, 0), Float32Array.of(0, 0.25)];
    const joined = await join([new Float32Array(0), first, new Float32Array(0), second], {
      pauseSeconds: 3 / RATE,
      fadeSeconds: 0,
    });
    expect([...joined]).toEqual([0.5, 0, 0, 0, 0, 0, 0.25]);
  });

  it("gives the same samples however the pieces are divided, and no empty chunk", async () => {
    const samples = fc.float32Array({ min: -1, max: 1, noNaN: true, maxLength: 300 });
    const sizes = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(samples, { maxLength: 4 }), sizes, async (pieces, [first = 1, ...rest]) => {
        const divided = pieces.map(async function* (piece) {
          const all = [first, ...rest];
          for (let at = 0, turn = 0; at < piece.length; turn++) {
            const size = all[turn % all.length] || turn % 2;
            yield piece.slice(at, at + size);
            at += size;
          }
        });
        const chunks: Float32Array[] = [];
        for await (const chunk of joinSpeech(divided, { sampleRate: RATE, pauseSeconds: 0.001 }))
          chunks.push(chunk);
        expect(joinSamples(chunks)).toEqual(await join(pieces, { pauseSeconds: 0.001 }));
        expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
      }),
    );
  });

  it("holds back no more than the fade, and reads a piece when the one before has ended", async () => {
    const read: string[] = [];
    async function* piece(name: string) {
      for (const part of [1, 2]) {
        read.push(`${name}${part}`);
        yield sine(200, 0.5);
      }
    }
    const joined = joinSpeech([piece("a"), piece("b")], { sampleRate: RATE });
    expect((await joined.next()).value?.length).toBe(200 - FADE);
    expect(read).toEqual(["a1"]);
    expect((await joined.next()).value?.length).toBe(200);
    expect((await joined.next()).value?.length).toBe(FADE);
    expect(read).toEqual(["a1", "a2"]);
    await joined.next();
    expect(read).toEqual(["a1", "a2", "b1"]);
  });

  it("changes none of the arrays that it is given", async () => {
    const piece = new Float32Array(200).fill(0.5);
    await join([piece, piece]);
    expect([...piece]).toEqual(new Array(200).fill(0.5));
  });

  it("lets a piece go when it is left early, and passes on what one throws", async () => {
    let released = false;
    async function* endless() {
      try {
        for (;;) yield sine(100, 0.5);
      } finally {
        released = true;
      }
    }
    for await (const _ of joinSpeech([endless()], { sampleRate: RATE })) break;
    expect(released).toBe(true);
    const failure = new Error("the session broke");
    // biome-ignore lint/correctness/useYield: it fails before its first chunk.
    async function* broken(): AsyncGenerator<Float32Array> {
      throw failure;
    }
    await expect(collectSamples(joinSpeech([broken()], { sampleRate: RATE }))).rejects.toBe(failure);
  });

  it.each<JoinOptions>([
    { sampleRate: 0 },
    { sampleRate: RATE, pauseSeconds: -1 },
    { sampleRate: RATE, fadeSeconds: Number.NaN },
  ])("refuses %j at once", (options) => {
    expect(() => joinSpeech([], options)).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
  });
});
