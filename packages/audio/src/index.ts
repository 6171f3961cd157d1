export { aLawToInt16, int16ToALaw } from "./a-law.ts";
export { type AudioFormat, bytesPerSample, MAX_SAMPLE_RATE, type SampleEncoding } from "./audio-format.ts";
export {
  type AudioInput,
  type AudioSource,
  type AudioSourceOptions,
  openAudioSource,
} from "./audio-source.ts";
// Live audio.
export { chunkByDuration } from "./chunk-by-duration.ts";
export { decodeSamples } from "./decode-samples.ts";
export { downmix } from "./downmix.ts";
export { bytesToFloat32, float32ToBytes } from "./float32.ts";
export { int16ToMuLaw, muLawToInt16 } from "./mu-law.ts";
export { type PaceOptions, paceRealtime } from "./pace-realtime.ts";
export { bytesToInt16, float32ToInt16, int16ToBytes, int16ToFloat32 } from "./pcm16.ts";
export { Resampler, type ResamplerOptions, type ResamplerQuality } from "./resampler.ts";
export { type WavFormat, wavHeader } from "./wav-header.ts";
export { readWav, type WavReader } from "./wav-reader.ts";
export { encodeWav, type WavSamples, writeWavFile } from "./wav-writer.ts";
