import { ConfigurationError, requireDurationMs } from "@kotoba/core";
import { bytesPerSample, type SampleEncoding } from "../../audio-format.ts";
import { encodingOf, type LiveAudioSettings } from "../audio-framer.ts";

/** How a live session survives a lost line: the audio that is not answered for yet is kept, and sent again on a new connection. */
export interface ResumeOptions {
  /**
   * Seconds of audio to keep at most (and at most 64 MiB): the longest turn, and what comes during an outage. It holds for who awaits
   * `sendAudio`. Default 30.
   */
  readonly maxBufferSeconds?: number | undefined;
  /**
   * How long to try for a new line before the session fails with a `ConnectionLostError`, in milliseconds. Only this bounds the attempts:
   * `maxRetries` and the client's retry budget do not. Default 30,000.
   */
  readonly deadlineMs?: number | undefined;
  /**
   * What happens when a line is lost, and more audio is unanswered than may be kept. `fail`: the session ends with a
   * `ConnectionLostError`. `drop-oldest`: it goes on, and a `gap` event tells the seconds that were lost. Default `fail`.
   */
  readonly onOverflow?: "fail" | "drop-oldest" | undefined;
}

/** The option of every call that can survive a lost line. */
export interface ResumableOptions {
  /** Whether and how the session survives a lost line. `true`: with the defaults; `false`: it does not. */
  readonly resume?: boolean | ResumeOptions | undefined;
}

/** The settings of one session, checked and complete. */
export interface ResumeSettings {
  readonly capacityBytes: number;
  readonly deadlineMs: number;
  readonly onOverflow: "fail" | "drop-oldest";
  /** Of the audio that travels. */
  readonly encoding: SampleEncoding;
  readonly sampleRate: number;
  readonly bytesPerSecond: number;
}

const DEFAULT_BUFFER_SECONDS = 30;
const DEFAULT_DEADLINE_MS = 30_000;
const MAX_CAPACITY_BYTES = 64 * 2 ** 20;

/**
 * @returns undefined when the session is not to survive.
 * @throws {ConfigurationError} naming the option that cannot be used.
 */
export function resumeSettings(
  resume: boolean | ResumeOptions | undefined,
  { audioFormat, sampleRate }: LiveAudioSettings,
): ResumeSettings | undefined {
  if (resume === undefined || resume === false) return undefined;
  if (resume === null || (typeof resume !== "object" && resume !== true)) {
    throw new ConfigurationError(
      `The option resume must be true, false or { maxBufferSeconds?, deadlineMs?, onOverflow? }, not ${JSON.stringify(resume)}.`,
    );
  }
  if (audioFormat === "ogg/opus") {
    throw new ConfigurationError(
      "The option resume does not go with audioFormat ogg/opus: a stream of its own cannot be taken up in its middle.",
    );
  }
  const options = resume === true ? {} : resume;
  const {
    maxBufferSeconds = DEFAULT_BUFFER_SECONDS,
    deadlineMs = DEFAULT_DEADLINE_MS,
    onOverflow = "fail",
  } = options;
  if (!(typeof maxBufferSeconds === "number" && maxBufferSeconds > 0)) {
    throw new ConfigurationError(
      `The option resume.maxBufferSeconds must be a number of seconds over 0, not ${JSON.stringify(maxBufferSeconds)}.`,
    );
  }
  requireDurationMs("resume.deadlineMs", deadlineMs);
  if (onOverflow !== "fail" && onOverflow !== "drop-oldest") {
    throw new ConfigurationError(
      `The option resume.onOverflow must be "fail" or "drop-oldest", not ${JSON.stringify(onOverflow)}.`,
    );
  }
  const encoding = encodingOf(audioFormat);
  const bytesPerSecond = sampleRate * bytesPerSample(encoding);
  const capacityBytes = Math.min(maxBufferSeconds * bytesPerSecond, MAX_CAPACITY_BYTES);
  return { capacityBytes, deadlineMs, onOverflow, encoding, sampleRate, bytesPerSecond };
}

/** What the calls do that survive a lost line unless told otherwise. */
export function resumeByDefault<
  Options extends ResumableOptions & { readonly audioFormat?: string | undefined },
>(options: Options): Options {
  return { ...options, resume: options.resume ?? options.audioFormat !== "ogg/opus" };
}
