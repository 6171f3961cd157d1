import type { IncomingMessage } from "node:http";
import type { SpeechToTextBody, WordBody } from "@kotoba/asr/protocol";
import { AudioFormatError } from "@kotoba/core";
import type { EmulatorState } from "../emulator-state.ts";
import { defaultLanguage, engineFor, engineUnavailable } from "../engines/engine-selection.ts";
import type { RecognizedWord } from "../engines/recognition-engine.ts";
import { wordSeparator } from "../engines/word-separator.ts";
import type { ExchangeTap } from "../traffic/traffic-tap.ts";
import { recognizeRecording } from "../transcription/recognize-recording.ts";
import {
  fileSpeechSamples,
  rawSpeechSamples,
  SPEECH_SAMPLE_RATE,
  type SpeechSamples,
} from "../transcription/speech-samples.ts";
import { codedFailure, validationFailure } from "./http-failure.ts";
import type { HttpAnswer } from "./http-listener.ts";
import { receiveUpload, type UploadForm } from "./upload-form.ts";

/** The longest recording that one request may bring (contract, section 4). */
const MAX_AUDIO_SECONDS = 120;

/** `POST /v1/speech-to-text`: takes the upload and answers with its words. */
export async function speechToText(
  state: EmulatorState,
  request: IncomingMessage,
  tap: ExchangeTap,
): Promise<HttpAnswer> {
  await using form = await receiveUpload(request, state.uploadFolder, state.maxUploadBytes, tap);
  state.errors.request("speech-to-text");
  const withTimestamps = form.flag("with_timestamps");
  const language = form.field("language") ?? defaultLanguage(state.engines);
  const engine = engineFor(state.engines, language);
  if (engine === undefined) {
    throw codedFailure(400, "engine_unavailable", engineUnavailable(state.engines, language));
  }
  try {
    const samples = withinLimit(samplesOf(form));
    const { utterances, durationSeconds } = await recognizeRecording(engine, samples, {
      language,
      uploadSha256: form.sha256,
      signal: state.closing,
    });
    const words = utterances.flatMap((utterance) => utterance.words);
    const separator = wordSeparator(language);
    const body: SpeechToTextBody = {
      language_code: language,
      // The emulator is told the language, or has but one default: it does not guess.
      language_probability: 1,
      text: words.map(({ text }) => text).join(separator),
      words: wordBodies(words, separator, withTimestamps),
      audio_duration_secs: durationSeconds,
    };
    return { status: 200, body };
  } catch (error) {
    if (AudioFormatError.isInstance(error)) throw codedFailure(400, "bad_request", error.message);
    throw error;
  }
}

function samplesOf(form: UploadForm): SpeechSamples {
  const fileFormat = form.field("file_format") ?? "other";
  if (fileFormat === "pcm_s16le_16") return rawSpeechSamples(form.filePath);
  if (fileFormat === "other") return fileSpeechSamples(form.filePath);
  throw validationFailure("file_format", "Input should be 'other' or 'pcm_s16le_16'", "literal_error");
}

async function* withinLimit(samples: SpeechSamples): SpeechSamples {
  let sampleCount = 0;
  for await (const chunk of samples) {
    sampleCount += chunk.length;
    if (sampleCount > MAX_AUDIO_SECONDS * SPEECH_SAMPLE_RATE) {
      throw codedFailure(
        400,
        "bad_request",
        `The audio is longer than ${MAX_AUDIO_SECONDS} s: submit it as a job.`,
      );
    }
    yield chunk;
  }
}

/** Words, and the spaces between them where the language has any. */
function wordBodies(
  words: readonly RecognizedWord[],
  separator: string,
  withTimestamps: boolean,
): WordBody[] {
  return words.flatMap(({ text, start, end }, index): WordBody[] => {
    const word: WordBody = { text, type: "word", ...(withTimestamps ? { start, end } : {}) };
    return index === 0 || separator === "" ? [word] : [{ text: separator, type: "spacing" }, word];
  });
}
