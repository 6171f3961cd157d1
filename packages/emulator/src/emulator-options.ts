import { type Clock, ConfigurationError, type Logger, validateCallOptions } from "@kotoba/core";
import type { RecognitionEngine } from "./engines/recognition-engine.ts";
import type { SynthesisEngine } from "./engines/synthesis-engine.ts";
import type { TranslationEngine } from "./engines/translation-engine.ts";
import type { Fault } from "./faults/fault.ts";
import {
  hasMembers,
  listOf,
  type Requirement,
  requireOptions,
  text,
  wholeNumber,
} from "./option-requirements.ts";
import type { Scenario } from "./scenario/scenario.ts";
import type { S2stText } from "./socket/live-translation.ts";

/** How an emulator runs. */
export interface EmulatorOptions {
  /** Address to listen on. Default `127.0.0.1`: reachable from this machine only. */
  readonly host?: string | undefined;
  /** Port to listen on, up to 65535. Default 0: any free one. */
  readonly port?: number | undefined;
  /** The only API key to accept, not empty. Default: any key is accepted, but there must be one. */
  readonly apiKey?: string | undefined;
  /**
   * The recognition engines, the first that understands a language being used for it. They stay the caller's to dispose of.
   * Default: the embedded English engine, which is started when it is first needed.
   */
  readonly engines?: readonly RecognitionEngine[] | undefined;
  /**
   * The synthesis engines, the first that speaks a language being used for it. They stay the caller's to dispose of.
   * Default: the embedded English and Japanese engines, each of which is started when it is first needed.
   */
  readonly synthesisEngines?: readonly SynthesisEngine[] | undefined;
  /**
   * The translation engines, the first that translates in a direction being used for it. They stay the caller's to dispose of.
   * Default: the embedded phrases, English to Japanese and back.
   */
  readonly translationEngines?: readonly TranslationEngine[] | undefined;
  /**
   * Programs and models of this machine as engines, before all others; each is a role, a language and a command line, as in
   * `tts:es=espeak-ng --stdout -v {lang}`, or the folder of a model, as in `asr:ja=sherpa:models/reazonspeech`. The README has the whole
   * notation. Default: none.
   */
  readonly programs?: readonly string[] | undefined;
  /** Which text a session of speech-to-speech translation tells: what was said, or its translation. Default `source`. */
  readonly s2stText?: S2stText | undefined;
  /** The largest file to accept, in bytes, 1 or more; beyond it HTTP 413. Default 1 GiB. */
  readonly maxUploadBytes?: number | undefined;
  /** Requests that each key may make within a second, 1 or more; beyond it HTTP 429 (the service allows about 30). Default: any number. */
  readonly requestsPerSecond?: number | undefined;
  /**
   * Live sessions that may be open at once, 1 or more; a further one is refused with HTTP 429 at its handshake. Default: any number. More than the
   * engine can run at once are served all the same: those beyond wait for their text.
   */
  readonly maxLiveSessions?: number | undefined;
  /**
   * What is to befall its live sessions, through a fault proxy before it that listens in its place: see {@link Fault}, and `parseFault` for the
   * notation, as in `["drop@2s", "refuse:2"]`. Default: nothing, and no proxy.
   */
  readonly faults?: readonly (Fault | string)[] | undefined;
  /**
   * What it is to answer, how slowly, and what is to go wrong: see {@link Scenario}; or the path of a JSON file that says so. Default: nothing of
   * all that.
   */
  readonly scenario?: Scenario | string | undefined;
  /**
   * A file to which all traffic is written, with its times, so that it can be replayed: credentials are taken out, audio is in it. It is
   * replaced. When it cannot be written any more, the logger is told, and the emulator goes on without it. Default: none.
   */
  readonly record?: string | undefined;
  /**
   * A log that an emulator wrote: this one answers as that did, each route's requests and connections in their order, whatever the key. What the client
   * does otherwise is answered with HTTP 500 or an error frame, code `not_in_log`. It cannot go with a scenario; engines, programs, the key and the
   * limits have no part in it. Default: none.
   */
  readonly replay?: string | undefined;
  /** What latencies and the times of a replay are measured by. Default: the machine's clock. */
  readonly clock?: Clock | undefined;
  /** Told of failures of the emulator itself. Default: silence. */
  readonly logger?: Logger | undefined;
}

/** What each option must be that core does not look at; faults are read on their own. */
const REQUIREMENTS: { readonly [Name in keyof EmulatorOptions]-?: Requirement | undefined } = {
  host: text,
  port: wholeNumber(0, 65_535),
  apiKey: { ...text, isSecret: true },
  engines: listOf("recognition engines, each with open and languages", hasMembers("open", "languages")),
  synthesisEngines: listOf(
    "synthesis engines, each with synthesize, languages and voices",
    hasMembers("synthesize", "languages", "voices"),
  ),
  translationEngines: listOf(
    "translation engines, each with translate and pairs",
    hasMembers("translate", "pairs"),
  ),
  programs: listOf("texts", (item) => typeof item === "string"),
  s2stText: { what: '"source" or "target"', fits: (value) => value === "source" || value === "target" },
  maxUploadBytes: wholeNumber(1),
  requestsPerSecond: wholeNumber(1),
  maxLiveSessions: wholeNumber(1),
  faults: undefined,
  scenario: {
    what: "an object or the path of a JSON file",
    fits: (value) => text.fits(value) || typeof value === "object",
  },
  record: text,
  replay: text,
  clock: { what: "a Clock, with now and schedule", fits: hasMembers("now", "schedule") },
  logger: undefined,
};

/** @throws {ConfigurationError} naming the first option that is unknown, cannot be, or cannot go with another. */
export function validateEmulatorOptions(options: EmulatorOptions): void {
  validateCallOptions(options);
  requireOptions(options, REQUIREMENTS);
  if (options.replay !== undefined && options.scenario !== undefined) {
    throw new ConfigurationError(
      "The options scenario and replay cannot go together: a replay answers as its log has it, and as nothing else says.",
    );
  }
}
