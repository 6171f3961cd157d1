export {
  AppendFrames,
  type OutputDeviceBody,
  type VoiceSessionBody,
  type VoiceSessionUpdate,
  voiceSessionUpdateFrame,
} from "./s2st-client-frames.ts";
export { OUTPUT_SAMPLE_RATE, readS2stServerFrame, type S2stServerFrame } from "./s2st-server-frames.ts";
