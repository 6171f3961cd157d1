import type { SynthesisVoice } from "../synthesis-engine.ts";

/** The voices in the package. `kal` and `kal16` are joined from recorded diphones, the others statistical. */
export const fliteVoices: readonly SynthesisVoice[] = [
  voice("slt", "female", "US English, female"),
  voice("rms", "male", "US English, male"),
  voice("awb", "male", "Scottish English, male"),
  voice("kal16", "male", "US English, male, robotic"),
  voice("kal", "male", "US English, male, robotic, telephone quality", 8000),
];

function voice(
  id: string,
  gender: SynthesisVoice["gender"],
  description: string,
  sampleRate = 16_000,
): SynthesisVoice {
  return { id, language: "en", gender, description, sampleRate };
}
