/**
 * What travels between recognition clients and the service: shapes, and functions that check them. For the emulator, and for who speaks the
 * contract by hand.
 *
 * @module @kotoba/asr/protocol
 */

export { type ClientSecretBody, parseClientSecretBody } from "./client-secret-body.ts";
export { parseSpeechToTextBody, type SpeechToTextBody, type WordBody } from "./speech-to-text-body.ts";
export {
  holdsJobId,
  type JobBody,
  type JobIdBody,
  parseJobBody,
  parseJobIdBody,
  type SegmentBody,
} from "./transcription-job-bodies.ts";
