import { once } from "node:events";
import type { Emulator } from "../emulator.ts";
import { LiveAudioTestClient } from "./live-audio-test-client.ts";
import type { TranslatedUtterance } from "./live-s2st-server-frames.ts";

/** Every field that any frame has; each test looks at those of its own. */
export interface TranslatedFrame {
  readonly type: string;
  readonly event_id: string;
  readonly item_id: string;
  readonly delta: string;
  readonly emulator?: TranslatedUtterance;
  readonly session: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: string; readonly message: string; readonly param: string | null };
}

/** A bare client of the route of translation; for tests. */
export class LiveS2stTestClient extends LiveAudioTestClient<TranslatedFrame> {
  static async open({ env }: Emulator): Promise<LiveS2stTestClient> {
    const client = new LiveS2stTestClient(env.KOTOBA_S2ST_URL);
    await once(client.socket, "open");
    return client;
  }

  /** Opens a session from English to Japanese at 16 kHz with these settings, and waits until it is ready. */
  static async begin(
    emulator: Emulator,
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<LiveS2stTestClient> {
    const client = await LiveS2stTestClient.open(emulator);
    client.update(settings);
    await client.until("voice_session.updated");
    return client;
  }

  update(
    settings: Readonly<Record<string, unknown>> = {},
    client: Readonly<Record<string, unknown>> = {},
  ): void {
    const session = {
      object: "realtime.voice_session",
      turn_detection: false,
      input_audio_sample_rate: 16_000,
      input_audio_transcription: { language: "en", target_language: "ja" },
      ...settings,
    };
    this.send({ type: "voice_session.update", session, ...client });
  }
}

/** All text of some frames. */
export function translatedText(frames: readonly TranslatedFrame[]): string {
  return frames.flatMap(({ type, delta }) => (type.endsWith(".text.delta") ? [delta] : [])).join("");
}

/** All speech of some frames: 24 kHz mono. */
export function translatedSpeech(frames: readonly TranslatedFrame[]): Buffer {
  return Buffer.concat(
    frames.flatMap(({ type, delta }) =>
      type.endsWith(".audio.delta") ? [Buffer.from(delta, "base64")] : [],
    ),
  );
}
