import type { Clock } from "@kotoba/core";
import type { RecognitionEngine } from "./engines/recognition-engine.ts";
import type { ReplayScript } from "./replay/replay-script.ts";
import type { ErrorScript } from "./scenario/error-script.ts";
import type { ScenarioLatency } from "./scenario/scenario.ts";
import type { ClientSecrets } from "./socket/client-secrets.ts";
import type { TrafficTap } from "./traffic/traffic-tap.ts";
import type { JobStore } from "./transcription/job-store.ts";

/** What the routes of one running emulator share. */
export interface EmulatorState {
  readonly engines: readonly RecognitionEngine[];
  readonly jobs: JobStore;
  readonly clientSecrets: ClientSecrets;
  /** Where uploads are kept while they are worked on. */
  readonly uploadFolder: string;
  readonly maxUploadBytes: number;
  readonly traffic: TrafficTap;
  /** What is answered instead of all else. */
  readonly replay: ReplayScript | undefined;
  /** What is to go wrong. */
  readonly errors: ErrorScript;
  readonly latency: ScenarioLatency;
  readonly clock: Clock;
  /** Aborts when the emulator closes. */
  readonly closing: AbortSignal;
}
