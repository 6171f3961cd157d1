import { type ClientContext, openSession, type ResumeEvent, type SessionSetUp } from "@kotoba/core";
import type { AudioFramer, LiveAudioSettings } from "./audio-framer.ts";
import type { InputFrames } from "./input-frames.ts";
import type { LiveAudioSession } from "./live-audio-session.ts";
import { ResumableConnection } from "./resume/resumable-connection.ts";
import type { AudioTimeline, ResumableProtocol } from "./resume/resumable-protocol.ts";
import { type ResumableOptions, resumeSettings } from "./resume/resume-options.ts";
import { SingleConnection } from "./single-connection.ts";

/** Where the audio of a session comes from. */
export interface LiveSourceOptions {
  /** It can wait as long as it takes, as a recording can, and need not be kept while there is no line. Default: it cannot. */
  readonly sourceWaits?: boolean | undefined;
}

/** What a modality opens a session of live audio with. */
export interface LiveAudioSetUp<Event> extends SessionSetUp<Event> {
  /** What the caller asked for. */
  readonly options: SessionSetUp<Event>["options"] & ResumableOptions & LiveSourceOptions;
  /** How the audio travels. */
  readonly settings: LiveAudioSettings;
  /** What cuts it into pieces. */
  readonly framer: AudioFramer;
  /** What carries them. */
  readonly frames: InputFrames;
  /** Called once, in place of `createProtocol`, for a session that is to survive lost lines. */
  readonly createResumable: (timeline: AudioTimeline) => ResumableProtocol<Event>;
  /** Whether that confirms audio while more is sent. */
  readonly confirmsAlong: boolean;
}

/**
 * Opens a session for live audio: on one connection or, with `resume`, on as many in turn as it takes.
 *
 * @throws what `openSession` of core throws. @throws {ConfigurationError} for a `resume` that cannot be.
 */
export async function openLiveAudio<Event>(
  context: ClientContext,
  setUp: LiveAudioSetUp<Event>,
): Promise<LiveAudioSession<Event | ResumeEvent>> {
  const { url, options, settings, framer, frames, confirmsAlong } = setUp;
  const resume = resumeSettings(options.resume, settings);
  if (resume === undefined) return new SingleConnection(await openSession(context, setUp), frames, framer);
  const { sourceWaits = false } = options;
  const createProtocol = setUp.createResumable;
  return await ResumableConnection.open(context, {
    url,
    options,
    frames,
    resume,
    confirmsAlong,
    sourceWaits,
    createProtocol,
  });
}
