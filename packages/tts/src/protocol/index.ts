/**
 * What travels between synthesis clients and the service: frames to send, and a reader of those that come. For the emulator, and for who speaks
 * the contract by hand.
 *
 * @module @kotoba/tts/protocol
 */

export { type TtsAudioFormat, ttsAudioFormat } from "./tts-audio-format.ts";
export {
  type OpenFields,
  openFrame,
  RESPONSE_CANCEL_FRAME,
  type ResponseFields,
  responseCreateFrame,
  TEXT_COMMIT_FRAME,
  textAppendFrame,
} from "./tts-client-frames.ts";
export { readTtsServerFrame, type TtsServerFrame } from "./tts-server-frames.ts";
