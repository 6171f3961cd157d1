import { once } from "node:events";
import type { Emulator } from "../emulator.ts";
import { LiveAudioTestClient } from "./live-audio-test-client.ts";
import type { TestClientOptions } from "./live-test-client.ts";

/** Every field that any frame has; each test looks at those of its own. */
export interface ReceivedFrame {
  readonly type: string;
  readonly event_id: string;
  readonly item_id: string;
  readonly delta: string;
  readonly transcript: string;
  readonly session: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: string; readonly message: string; readonly param: string | null };
}

/** A bare client of the live recognition route; for tests. */
export class LiveAsrTestClient extends LiveAudioTestClient<ReceivedFrame> {
  static async open({ env }: Emulator, options: TestClientOptions = {}): Promise<LiveAsrTestClient> {
    const client = new LiveAsrTestClient(env.KOTOBA_ASR_URL, options);
    await once(client.socket, "open");
    return client;
  }

  /** Opens a session with these settings beside English at 16 kHz, and waits until it is ready. */
  static async begin(
    emulator: Emulator,
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<LiveAsrTestClient> {
    const client = await LiveAsrTestClient.open(emulator);
    client.update(settings);
    await client.until("transcription_session.updated");
    return client;
  }

  update(settings: Readonly<Record<string, unknown>> = {}): void {
    const session = {
      input_audio_sample_rate: 16_000,
      input_audio_transcription: { language: "en", target_language: "en" },
      ...settings,
    };
    this.send({ type: "transcription_session.update", session });
  }
}
