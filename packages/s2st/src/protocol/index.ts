/**
 * What travels between translation clients and the service: frames to send, and a reader of those that come. For the emulator, and for who
 * speaks the contract by hand.
 *
 * @module @kotoba/s2st/protocol
 */

export {
  AppendFrames,
  type OutputDeviceBody,
  type VoiceSessionBody,
  type VoiceSessionUpdate,
  voiceSessionUpdateFrame,
} from "./s2st-client-frames.ts";
export { OUTPUT_SAMPLE_RATE, readS2stServerFrame, type S2stServerFrame } from "./s2st-server-frames.ts";
