import { defaultLanguage, engineFor, engineUnavailable } from "../engines/engine-selection.ts";
import type { RecognitionEngine } from "../engines/recognition-engine.ts";
import { sessionCreated, sessionUpdated } from "./live-asr-server-frames.ts";
import type { AudioModality } from "./live-audio-session.ts";
import { LiveTranscription } from "./live-transcription.ts";
import { SessionFailure } from "./session-failure.ts";
import { parseTranscriptionSession } from "./transcription-session.ts";

/** Live recognition: what is said becomes text. */
export function liveAsrModality(engines: readonly RecognitionEngine[]): AudioModality {
  return {
    task: "recognition",
    greeting: () => [sessionCreated()],
    updateType: "transcription_session.update",
    begin(update, link) {
      const session = parseTranscriptionSession(update.session, defaultLanguage(engines));
      const { language } = session.input_audio_transcription;
      const engine = engineFor(engines, language);
      if (engine === undefined) {
        const param = "session.input_audio_transcription.language";
        throw new SessionFailure("engine_unavailable", engineUnavailable(engines, language), param);
      }
      const { signal } = link;
      const transcription = new LiveTranscription({
        session,
        engine,
        signal,
        send: (frames) => link.send(frames),
        pause: () => link.pause(),
        resume: () => link.resume(),
      });
      return {
        updated: sessionUpdated(session),
        append: (audio, eventId) => transcription.append(audio, eventId),
        commit: () => transcription.commit(),
        run: () => transcription.run(),
      };
    },
  };
}
