/**
 * Audio for speech, as streams: any file in, clean samples out; conversion, resampling, WAV, silence and loudness.
 * For the client packages: live audio on its way to a session.
 *
 * @module @kotoba/audio
 */

export { type AudioFormat, bytesPerSample, MAX_SAMPLE_RATE, type SampleEncoding } from "./audio-format.ts";
export type { AudioDecoder, AudioFrames } from "./decode/audio-decoder.ts";
export type { AudioInfo } from "./decode/audio-info.ts";
export { convertFrames, type FrameConversion } from "./decode/convert-frames.ts";
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
// Live audio and speech.
export {
  AudioFramer,
  type LiveAudioChunk,
  type LiveAudioFormat,
  type LiveAudioSettings,
} from "./live/audio-framer.ts";
export { AudioSession } from "./live/audio-session.ts";
export { feedAndDrain } from "./live/feed-and-drain.ts";
export type { InputFrames } from "./live/input-frames.ts";
export { type LiveAudioOptions, liveAudioSettings } from "./live/live-audio-options.ts";
export type { LiveAudioSession } from "./live/live-audio-session.ts";
export type { LiveAudioSource } from "./live/live-source.ts";
export { type LiveAudioSetUp, type LiveSourceOptions, openLiveAudio } from "./live/open-live-audio.ts";
export { openRecording, type Recording, type RecordingOptions } from "./live/open-recording.ts";
export type { AudioStretch, AudioTimeline, ResumableProtocol } from "./live/resume/resumable-protocol.ts";
export {
  type ResumableOptions,
  type ResumeOptions,
  resumeByDefault,
} from "./live/resume/resume-options.ts";
export { SampleJoiner } from "./live/sample-joiner.ts";
export { Int16Resampler } from "./resampler/int16-resampler.ts";
export { Resampler, type ResamplerOptions, type ResamplerQuality } from "./resampler/resampler.ts";
export { aLawToInt16, int16ToALaw } from "./samples/a-law.ts";
export { decodeSamples } from "./samples/decode-samples.ts";
export { downmix } from "./samples/downmix.ts";
export { encodeSamples } from "./samples/encode-samples.ts";
export { bytesToFloat32, float32ToBytes } from "./samples/float32.ts";
export { int16ToMuLaw, muLawToInt16 } from "./samples/mu-law.ts";
export { bytesToInt16, float32ToInt16, int16ToBytes, int16ToFloat32 } from "./samples/pcm16.ts";
export { type ChunkOptions, chunkByDuration } from "./speech/chunk-by-duration.ts";
export { type JoinOptions, joinSpeech, type SpeechPiece } from "./speech/join-speech.ts";
export { type AudioLevel, LevelMeter } from "./speech/level-meter.ts";
export { type PaceOptions, paceRealtime } from "./speech/pace-realtime.ts";
export { type MicrophoneOptions, playAsMicrophone } from "./speech/play-as-microphone.ts";
export { type AudioSegment, SilenceDetector, type SilenceOptions } from "./speech/silence-detector.ts";
export { type WavFormat, wavHeader } from "./wav/wav-header.ts";
export { readWav, type WavReader } from "./wav/wav-reader.ts";
export { encodeWav, encodeWavStream, type WavSamples, writeWavFile } from "./wav/wav-writer.ts";
