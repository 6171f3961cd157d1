import { float32ToBytes, int16ToBytes, int16ToMuLaw } from "@kotoba/audio";
import { describe, expect, it } from "vitest";
import { SAMPLES_PER_STEP, sessionSpeech } from "./session-audio.ts";
import { parseTranscriptionSession } from "./transcription-session.ts";

const SECOND = 16_000;

/** Quiet enough for mu-law to be exact to within 2 %, and long enough for several steps. */
function hum(sampleRate: number, seconds = 1): Int16Array {
  return Int16Array.from({ length: sampleRate * seconds }, (_, n) =>
    Math.round(8000 * Math.sin((2 * Math.PI * 440 * n) / sampleRate)),
  );
}

async function steps(
  bytes: Uint8Array,
  settings: Readonly<Record<string, unknown>>,
  pieceBytes = bytes.length,
): Promise<Int16Array[]> {
  const session = parseTranscriptionSession({ input_audio_transcription: {}, ...settings }, "en");
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const found: Int16Array[] = [];
  for await (const samples of sessionSpeech(pieces(), session)) found.push(samples);
  return found;
}

function joined(parts: readonly Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

/** The largest difference, away from the edges, where a filter rings. */
function difference(actual: Int16Array, expected: Int16Array): number {
  expect(actual).toHaveLength(expected.length);
  const inner = actual.subarray(200, -200);
  return Math.max(...inner.map((sample, index) => Math.abs(sample - (expected[index + 200] ?? 0))));
}

describe("sessionSpeech", () => {
  it("gives steps of 80 ms, and what is left at the end", async () => {
    const found = await steps(int16ToBytes(hum(SECOND)), { input_audio_sample_rate: SECOND });
    const wholeSteps = Array.from({ length: 12 }, () => SAMPLES_PER_STEP);
    expect(found.map(({ length }) => length)).toEqual([...wholeSteps, SECOND - 12 * SAMPLES_PER_STEP]);
    expect(joined(found)).toEqual(hum(SECOND));
  });

  it.each([1, 3, 997])(
    "says the same for pieces of %d bytes, and drops half a sample at the end",
    async (piece) => {
      const bytes = Uint8Array.of(...int16ToBytes(hum(SECOND, 0.5)), 7);
      const found = await steps(bytes, { input_audio_sample_rate: SECOND }, piece);
      expect(joined(found)).toEqual(hum(SECOND, 0.5));
    },
  );

  it("brings any rate to 16 kHz", async () => {
    const found = joined(await steps(int16ToBytes(hum(24_000)), {}, 1001));
    expect(difference(found, hum(SECOND))).toBeLessThan(20);
  });

  it("decodes float32 of two channels", async () => {
    const interleaved = Float32Array.from([...hum(SECOND)].flatMap((sample) => [sample / 32_768, 0]));
    const settings = {
      input_audio_format: "float32",
      input_audio_sample_rate: SECOND,
      input_audio_number_of_channels: 2,
    };
    const found = joined(await steps(float32ToBytes(interleaved), settings, 101));
    expect(found).toEqual(hum(SECOND).map((sample) => Math.floor(sample / 2 + 0.5)));
  });

  it("decodes 8 kHz mu-law", async () => {
    const found = joined(await steps(int16ToMuLaw(hum(8000)), { input_audio_format: "twilio" }, 160));
    expect(difference(found, hum(SECOND))).toBeLessThan(300);
  });
});
