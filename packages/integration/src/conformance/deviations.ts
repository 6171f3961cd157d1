/**
 * Departures from the published descriptions that are meant, and why. Sections are those of the wire contract, which gathers what the
 * service's documentation and its reference client have beyond the descriptions.
 */
export const deviations: Readonly<Record<string, string>> = {
  // Live recognition
  "asr client transcription_session.update: /session has the field turn_detection":
    "Section 5: when a turn ends. Sent only when asked for.",
  "asr server transcription_session.updated: /session has the field turn_detection":
    "The emulator tells all settings that hold, this one of section 5 too.",
  "asr client transcription_session.update: /session/input_audio_transcription has the field keywords":
    "Section 5. Sent only when asked for.",
  "asr server transcription_session.updated: /session/input_audio_transcription has the field keywords":
    "The emulator tells all settings that hold.",
  "asr client transcription_session.update: /session/input_audio_transcription has the field style_preference":
    "Section 5. Sent only when asked for.",
  "asr server transcription_session.updated: /session/input_audio_transcription has the field style_preference":
    "The emulator tells all settings that hold.",
  "asr server error: /error must be string":
    "Section 8 has both forms, a text and an object with a code: the emulator sends the one that says more.",

  // Synthesis
  "tts client open: has the field format": "Section 6: the format is negotiable. Sent only when asked for.",
  "tts client open: has the field sample_rate": "Section 6. Sent only when asked for.",
  "tts server session.created: /format must be equal to one of the allowed values":
    "Section 6: the format that was asked for, where that is not pcm_f32.",
  "tts client response.create: must have required property 'text'":
    "Section 6: a response whose text comes piece by piece, as older servers take it. Sent only with textInput: incremental.",
  "tts client input_text_buffer.append is not described": "Likewise.",
  "tts client input_text_buffer.commit is not described": "Likewise.",

  // Translation
  "sts client voice_session.update: /session has the field object":
    "Section 7 has it in the update. Described of the answer alone, where it is required.",
  "sts server conversation.item.input_audio_transcription.audio.delta: has the field emulator":
    "Section 7 leaves open how speech and its text belong together: the emulator tells those who debug, and the SDK ignores it.",
  "sts server error: /error must be string": "As for live recognition.",

  // REST
  "rest POST /v1/transcription_jobs form: has the field human_name": "Section 3. Sent only when asked for.",
  "rest GET /v1/transcription_jobs/{job_id} 202 is not described":
    "Section 3: the job is under way. The description has but the answers to jobs that have ended.",
  "rest: an HTTP status from 400 that is not described":
    "Sections 2 to 4: refusals for the key, the rate, the size or the route, with the error bodies of section 4.",
  "rest: a request for what is not there": "People get URLs wrong.",
  "rest POST /v1/speech-to-text is not described": "Section 4: one-shot transcription.",
  "rest POST /v1/realtime/transcription_sessions is not described": "Section 2: client secrets.",
  "rest GET /v1/model_and_cuda_availability is not described": "Section 4: whether a deployment can serve.",
};

/** Suites whose emulators are told to break the contract: there only what clients send is compared. */
const SUITES_OF_BROKEN_SERVERS: readonly string[] = ["emulator-product.test.ts"];

/** The departures that are not listed, and how often they occurred. @param suite - Path of the file. */
export function departuresWithoutReason(
  departures: ReadonlyMap<string, number>,
  suite = "",
): readonly (readonly [string, number])[] {
  const isBroken = SUITES_OF_BROKEN_SERVERS.some((name) => suite.endsWith(name));
  return [...departures].filter(
    ([what]) => !Object.hasOwn(deviations, what) && !(isBroken && !isOfClient(what)),
  );
}

/** Of a frame, or of a form. What else there is to REST are answers, and requests at paths. */
function isOfClient(departure: string): boolean {
  return /^\w+ client |^rest [^:]* form: /.test(departure);
}
