/** How synthesised audio travels: 32-bit floats or 16-bit integers (little endian), G.711 mu-law, or an Ogg stream of Opus; mono. */
export type TtsAudioFormat = "pcm_f32" | "pcm16" | "mulaw" | "opus";

/** The names that services use (contract, section 6). */
const NAMES: ReadonlyMap<string, TtsAudioFormat> = new Map([
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

/** The format that a service means by a name, in whatever case; `undefined` for one that is not known. */
export function ttsAudioFormat(name: string): TtsAudioFormat | undefined {
  return NAMES.get(name.toLowerCase());
}
