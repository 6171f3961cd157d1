export { type AudioFormat, bytesPerSample, MAX_SAMPLE_RATE, type SampleEncoding } from "./audio-format.ts";
export type { AudioDecoder, AudioFrames } from "./decode/audio-decoder.ts";
export type { AudioInfo } from "./decode/audio-info.ts";
export { decodeAudio } from "./decode/decode-audio.ts";
export type { DecodeOptions } from "./decode/decode-options.ts";
export { openDecoder } from "./decode/open-decoder.ts";
export { probeAudio } from "./decode/probe-audio.ts";
export {
  type AudioInput,
  type AudioSource,
  type AudioSourceOptions,
  openAudioSource,
} from "./input/audio-source.ts";
export { Resampler, type ResamplerOptions, type ResamplerQuality } from "./resampler/resampler.ts";
export { aLawToInt16, int16ToALaw } from "./samples/a-law.ts";
export { decodeSamples } from "./samples/decode-samples.ts";
export { downmix } from "./samples/downmix.ts";
export { bytesToFloat32, float32ToBytes } from "./samples/float32.ts";
export { int16ToMuLaw, muLawToInt16 } from "./samples/mu-law.ts";
export { bytesToInt16, float32ToInt16, int16ToBytes, int16ToFloat32 } from "./samples/pcm16.ts";
// Live audio.
export { chunkByDuration } from "./speech/chunk-by-duration.ts";
export { type PaceOptions, paceRealtime } from "./speech/pace-realtime.ts";
export { type WavFormat, wavHeader } from "./wav/wav-header.ts";
export { readWav, type WavReader } from "./wav/wav-reader.ts";
export { encodeWav, type WavSamples, writeWavFile } from "./wav/wav-writer.ts";
