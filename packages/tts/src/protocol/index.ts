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
