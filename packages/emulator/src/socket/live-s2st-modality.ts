import {
  defaultLanguage,
  type Engines,
  engineFor,
  translationUnavailable,
  translatorFor,
  voiceFor,
} from "../engines/engine-selection.ts";
import type { AudioModality } from "./live-audio-session.ts";
import { sessionCapabilities, voiceSessionCreated, voiceSessionUpdated } from "./live-s2st-server-frames.ts";
import { LiveTranslation, type S2stText } from "./live-translation.ts";
import { SessionFailure } from "./session-failure.ts";
import { parseVoiceSession } from "./voice-session.ts";

/** The rate of translated speech, in Hz (contract, section 7). */
const SPEECH_SAMPLE_RATE = 24_000;

/** Translation: what is said becomes speech in another language. */
export function liveS2stModality(engines: Engines, text: S2stText): AudioModality {
  return {
    task: "translation",
    greeting: () => [sessionCapabilities(), voiceSessionCreated()],
    updateType: "voice_session.update",
    begin(update, link) {
      const { logger, signal } = link;
      const session = parseVoiceSession(update, defaultLanguage(engines.recognition));
      const { language: source, target_language: target } = session.input_audio_transcription;
      const recognizer = engineFor(engines.recognition, source);
      const translator = translatorFor(engines.translation, { source, target });
      const engine = engineFor(engines.synthesis, target);
      const voice = engine === undefined ? undefined : voiceFor(engine, target, undefined);
      if (
        recognizer === undefined ||
        translator === undefined ||
        engine === undefined ||
        voice === undefined
      ) {
        const message = translationUnavailable(engines, { source, target });
        throw new SessionFailure("engine_unavailable", message, "session.input_audio_transcription");
      }
      if (session.delay !== undefined)
        logger.info("delay has no effect in the emulator", { delay: session.delay });
      const translation = new LiveTranslation({
        session,
        recognizer,
        translator,
        speech: { engine, voice, format: "pcm16", sampleRate: SPEECH_SAMPLE_RATE },
        text,
        logger,
        signal,
        send: (frames) => link.send(frames),
        pause: () => link.pause(),
        resume: () => link.resume(),
      });
      return {
        updated: voiceSessionUpdated(session),
        append: (audio, eventId) => translation.append(audio, eventId),
        commit: () => translation.commit(),
        run: () => translation.run(),
      };
    },
  };
}
