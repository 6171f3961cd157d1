import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { silentLogger, systemClock } from "@kotoba/core";
import { type EmulatorOptions, validateEmulatorOptions } from "./emulator-options.ts";
import type { EmulatorState } from "./emulator-state.ts";
import type { Engines } from "./engines/engine-selection.ts";
import { programEngine } from "./engines/external/program-engine.ts";
import { createFliteEngine } from "./engines/flite/flite-engine.ts";
import { createPhraseTableEngine } from "./engines/phrase-table/phrase-table-engine.ts";
import { createPocketsphinxEngine } from "./engines/pocketsphinx/pocketsphinx-engine.ts";
import { createVoiceJaEngine } from "./engines/voice-ja/voice-ja-engine.ts";
import { type FaultProxy, startFaultProxy } from "./faults/fault-proxy.ts";
import { readFaults } from "./faults/read-faults.ts";
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
import { ClientSecrets } from "./socket/client-secrets.ts";
import { liveAsrModality } from "./socket/live-asr-modality.ts";
import { LiveAudioSession } from "./socket/live-audio-session.ts";
import { liveS2stModality } from "./socket/live-s2st-modality.ts";
import { LiveTtsSession } from "./socket/live-tts-session.ts";
import { type LiveRoute, UpgradeListener } from "./socket/upgrade-listener.ts";
import type { TrafficRecord } from "./traffic/traffic-record.ts";
import { TrafficTap } from "./traffic/traffic-tap.ts";
import { JobStore } from "./transcription/job-store.ts";

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
 * @throws {ConfigurationError} for an option that is unknown or cannot be, also within its scenario, faults and programs; for a program, model
 *   or file that is not there, a log that is none or cannot be written; and when it cannot listen on the given host and port.
 * @example
 * await using emulator = await startEmulator();
 * const client = new KotobaClient({ url: emulator.url, apiKey: "any" });
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  validateEmulatorOptions(options);
  const {
    host = "127.0.0.1",
    port = 0,
    apiKey,
    requestsPerSecond,
    clock = systemClock,
    logger = silentLogger,
  } = options;
  const faults = readFaults(options.faults);
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
