/** How the speech of a session is encoded, by the names that the emulator answers with. */
export type SpeechFormat = "pcm_f32" | "pcm16" | "mulaw" | "opus";

/** The names by which clients may ask (contract, section 6), in lower case. */
const NAMES: ReadonlyMap<string, SpeechFormat> = new Map([
  ["pcm_f32", "pcm_f32"],
  ["pcm_f32le", "pcm_f32"],
  ["float32", "pcm_f32"],
  ["pcm16", "pcm16"],
  ["pcm_16", "pcm16"],
  ["pcm_s16le", "pcm16"],
  ["mulaw", "mulaw"],
  ["ulaw", "mulaw"],
  ["twilio", "mulaw"],
  ["opus", "opus"],
]);

/** The rates of each format in Hz, its default first. */
const SAMPLE_RATES: Readonly<Record<SpeechFormat, readonly [number, ...number[]]>> = {
  pcm_f32: [24_000, 16_000, 8000],
  pcm16: [24_000, 16_000, 8000],
  mulaw: [8000],
  opus: [24_000],
};

/** The format that goes by a name, in whichever case; undefined when there is none. */
export function speechFormat(name: string): SpeechFormat | undefined {
  return NAMES.get(name.toLowerCase());
}

/** All names of formats, for messages. */
export function speechFormatNames(): readonly string[] {
  return [...NAMES.keys()];
}

/** The rates that a format may have, in Hz, its default first. */
export function sampleRatesOf(format: SpeechFormat): readonly [number, ...number[]] {
  return SAMPLE_RATES[format];
}
