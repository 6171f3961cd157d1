import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Clock, type Logger, silentLogger, systemClock } from "@kotoba/core";
import type { EmulatorState } from "./emulator-state.ts";
import type { Engines } from "./engines/engine-selection.ts";
import { programEngine } from "./engines/external/program-engine.ts";
import { createFliteEngine } from "./engines/flite/flite-engine.ts";
import { createPhraseTableEngine } from "./engines/phrase-table/phrase-table-engine.ts";
import { createPocketsphinxEngine } from "./engines/pocketsphinx/pocketsphinx-engine.ts";
import type { RecognitionEngine } from "./engines/recognition-engine.ts";
import type { SynthesisEngine } from "./engines/synthesis-engine.ts";
import type { TranslationEngine } from "./engines/translation-engine.ts";
import { createVoiceJaEngine } from "./engines/voice-ja/voice-ja-engine.ts";
import type { Fault } from "./faults/fault.ts";
import { type FaultProxy, startFaultProxy } from "./faults/fault-proxy.ts";
import { httpListener } from "./http/http-listener.ts";
import { RateLimiter } from "./http/rate-limiter.ts";
import { listen } from "./listen.ts";
import { LogWriter } from "./log/log-writer.ts";
import { readSessionLog } from "./log/read-session-log.ts";
import { ReplayScript } from "./replay/replay-script.ts";
import { createAnswersEngine } from "./scenario/answers-engine.ts";
import { checkScenario } from "./scenario/check-scenario.ts";
import { ErrorScript } from "./scenario/error-script.ts";
import { readScenario } from "./scenario/read-scenario.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { ClientSecrets } from "./socket/client-secrets.ts";
import { liveAsrModality } from "./socket/live-asr-modality.ts";
import { LiveAudioSession } from "./socket/live-audio-session.ts";
import { liveS2stModality } from "./socket/live-s2st-modality.ts";
import type { S2stText } from "./socket/live-translation.ts";
import { LiveTtsSession } from "./socket/live-tts-session.ts";
import { type LiveRoute, UpgradeListener } from "./socket/upgrade-listener.ts";
import type { TrafficRecord } from "./traffic/traffic-record.ts";
import { TrafficTap } from "./traffic/traffic-tap.ts";
import { JobStore } from "./transcription/job-store.ts";

/** How an emulator runs. */
export interface EmulatorOptions {
  /** Address to listen on. Default `127.0.0.1`: reachable from this machine only. */
  readonly host?: string | undefined;
  /** Port to listen on. Default 0: any free one. */
  readonly port?: number | undefined;
  /** The only API key to accept. Default: any key is accepted, but there must be one. */
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
  /** The largest file to accept, in bytes; beyond it HTTP 413. Default 1 GiB. */
  readonly maxUploadBytes?: number | undefined;
  /** Requests that each key may make within a second; beyond it HTTP 429 (the service allows about 30). Default: any number. */
  readonly requestsPerSecond?: number | undefined;
  /**
   * Live sessions that may be open at once; a further one is refused with HTTP 429 at its handshake. Default: any number. More than the
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
   * replaced. Default: none.
   */
  readonly record?: string | undefined;
  /**
   * A log that an emulator wrote: this one answers as that did, each route's requests and connections in their order, whatever the key. What the client
   * does otherwise is answered with HTTP 500 or an error frame, code `not_in_log`. Default: none.
   */
  readonly replay?: string | undefined;
  /** What latencies and the times of a replay are measured by. Default: the machine's clock. */
  readonly clock?: Clock | undefined;
  /** Told of failures of the emulator itself. Default: silence. */
  readonly logger?: Logger | undefined;
}

/** A running emulator. */
export interface Emulator extends AsyncDisposable {
  /** Its origin, for example `http://127.0.0.1:8080`; what `new KotobaClient({ url })` takes. */
  readonly url: string;
  /** The environment variables that make any client of this machine talk to it. */
  readonly env: Readonly<Record<string, string>>;
  /** Where each of its services is: the base of the REST routes, and the live ones. */
  readonly urls: EmulatorUrls;
  /**
   * What has gone over its wire so far, both ways, in order and with its times, credentials taken out; it grows as more goes. Frames are kept in
   * full up to 4 MiB in all; from there on, audio is left out of them. The latest 18,000 to 20,000 records are kept. Of uploads there are the
   * fields, and the name, size and SHA-256 of the file. For all of it as it comes, see {@link TRAFFIC_CHANNEL}.
   */
  readonly traffic: readonly TrafficRecord[];
  /** Stops it: live sessions are closed (1001), connections cut, jobs and engines ended, files removed. */
  close(): Promise<void>;
}

/** Where the services of an emulator are. */
export interface EmulatorUrls {
  /** What the paths of REST routes are appended to, for example `http://127.0.0.1:8080/v1`. */
  readonly rest: string;
  /** Live recognition: `ws://HOST:PORT/v1/realtime`. */
  readonly asr: string;
  /** Synthesis: `ws://HOST:PORT/v2/tts/ws`. */
  readonly tts: string;
  /** Translation: `ws://HOST:PORT/sts`. */
  readonly s2st: string;
}

const LIVE_ASR_PATH = "/v1/realtime";
const LIVE_TTS_PATH = "/v2/tts/ws";
const LIVE_S2ST_PATH = "/sts";
/** Deployments differ. */
const OTHER_LIVE_S2ST_PATH = "/v1/realtime_voice";
const DEFAULT_MAX_UPLOAD_BYTES = 2 ** 30;
const ANY_KEY = "any-key-will-do";

/**
 * Starts a server on this machine that speaks the wire contract of the Kotoba services.
 *
 * @throws {ConfigurationError} when it cannot listen on the given host and port, for a program or model that is not there or described wrongly,
 *   for what is no fault, and for a scenario that is wrong, a log that is none, and one that
 *   cannot be written.
 * @example
 * await using emulator = await startEmulator();
 * const client = new KotobaClient({ url: emulator.url, apiKey: "any" });
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    host = "127.0.0.1",
    port = 0,
    apiKey,
    requestsPerSecond,
    faults = [],
    clock = systemClock,
    logger = silentLogger,
  } = options;
  const ownEngines: AsyncDisposable[] = [];
  const own = <Engine extends AsyncDisposable>(...created: readonly Engine[]): readonly Engine[] => {
    ownEngines.push(...created);
    return created;
  };
  const programs = (options.programs ?? []).map(programEngine);
  own(...programs.map(({ engine }) => engine));
  const { scenario: wanted = {} } = options;
  const scenario = typeof wanted === "string" ? await readScenario(wanted) : checkScenario(wanted);
  const { latency = {} } = scenario;
  const engines: Engines = {
    recognition: [
      ...(scenario.answers === undefined ? [] : own(await createAnswersEngine(scenario.answers))),
      ...programs.flatMap((program) => (program.role === "asr" ? program.engine : [])),
      ...(options.engines ?? own(createPocketsphinxEngine())),
    ],
    synthesis: [
      ...programs.flatMap((program) => (program.role === "tts" ? program.engine : [])),
      ...(options.synthesisEngines ?? own(createFliteEngine(), createVoiceJaEngine())),
    ],
    translation: [
      ...programs.flatMap((program) => (program.role === "mt" ? program.engine : [])),
      ...(options.translationEngines ?? own(createPhraseTableEngine())),
    ],
  };
  const replay =
    options.replay === undefined ? undefined : new ReplayScript(await readSessionLog(options.replay), clock);
  const log =
    options.record === undefined ? undefined : await LogWriter.create(options.record, clock, logger);
  const closing = new AbortController();
  const state: EmulatorState = {
    engines: engines.recognition,
    jobs: new JobStore(),
    clientSecrets: new ClientSecrets(),
    uploadFolder: await mkdtemp(join(tmpdir(), "kotoba-emulator-")),
    maxUploadBytes: options.maxUploadBytes ?? DEFAULT_MAX_UPLOAD_BYTES,
    traffic: new TrafficTap(clock, log),
    replay,
    errors: new ErrorScript(scenario.errors ?? []),
    latency,
    clock,
    closing: closing.signal,
  };
  const rateLimiter = requestsPerSecond === undefined ? undefined : new RateLimiter(requestsPerSecond);
  const server = createServer(httpListener(state, { apiKey, rateLimiter }, logger));
  const recognition = liveAsrModality(engines.recognition);
  const translation = liveS2stModality(engines, options.s2stText ?? "source");
  const asr: LiveRoute = {
    operation: "live-asr",
    createHandler: (link) => new LiveAudioSession(link, recognition),
  };
  const tts: LiveRoute = {
    operation: "tts",
    createHandler: (link) => new LiveTtsSession(link, engines.synthesis),
  };
  const s2st: LiveRoute = {
    operation: "s2st",
    createHandler: (link) => new LiveAudioSession(link, translation),
  };
  const upgrades = new UpgradeListener({
    routes: new Map([
      [LIVE_ASR_PATH, asr],
      [LIVE_TTS_PATH, tts],
      [LIVE_S2ST_PATH, s2st],
      [OTHER_LIVE_S2ST_PATH, s2st],
    ]),
    apiKey,
    clientSecrets: state.clientSecrets,
    maxLiveSessions: options.maxLiveSessions,
    traffic: state.traffic,
    replay,
    errors: state.errors,
    latency,
    clock,
    logger,
  });
  server.on("upgrade", (request, socket, head) => upgrades.handle(request, socket, head));
  // An upload may take as long as it makes progress.
  server.requestTimeout = 0;

  let proxy: FaultProxy | undefined;
  async function close(): Promise<void> {
    closing.abort(new Error("The emulator is closing."));
    server.closeAllConnections();
    await Promise.all([
      upgrades.close(),
      server.listening ? promisify(server.close.bind(server))() : undefined,
    ]);
    await proxy?.close();
    await Promise.all(ownEngines.map((engine) => engine[Symbol.asyncDispose]()));
    await state.jobs.settled();
    await log?.close();
    await rm(state.uploadFolder, { recursive: true, force: true });
  }

  let url: string;
  try {
    if (faults.length === 0) url = await listen(server, host, port, "The emulator");
    else {
      const target = await listen(server, "127.0.0.1", 0, "The emulator");
      proxy = await startFaultProxy({ target, faults, host, port });
      url = proxy.url;
    }
  } catch (error) {
    await close();
    throw error;
  }
  state.traffic.origin = url;
  const socketUrl = url.replace("http", "ws");
  const urls: EmulatorUrls = {
    rest: `${url}/v1`,
    asr: `${socketUrl}${LIVE_ASR_PATH}`,
    tts: `${socketUrl}${LIVE_TTS_PATH}`,
    s2st: `${socketUrl}${LIVE_S2ST_PATH}`,
  };
  const env = {
    KOTOBA_API_KEY: apiKey ?? ANY_KEY,
    KOTOBA_ASR_REST_URL: urls.rest,
    KOTOBA_ASR_URL: urls.asr,
    KOTOBA_TTS_URL: urls.tts,
    KOTOBA_S2ST_URL: urls.s2st,
  };
  let closed: Promise<void> | undefined;
  const closeOnce = () => {
    closed ??= close();
    return closed;
  };
  const traffic = state.traffic.records;
  return { url, env, urls, traffic, close: closeOnce, [Symbol.asyncDispose]: closeOnce };
}
