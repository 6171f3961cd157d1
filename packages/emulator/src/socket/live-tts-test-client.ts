import { once } from "node:events";
import type { Emulator } from "../emulator.ts";
import { LiveTestClient } from "./live-test-client.ts";

/** Every field that any frame has; each test looks at those of its own. */
export interface SpokenFrame {
  readonly type: string;
  readonly format: string;
  readonly sample_rate: number;
  readonly speaker_id: string;
  readonly response_id: string;
  readonly audio: string;
  readonly isFinal: boolean;
  readonly response: {
    readonly id: string;
    readonly status: string;
    readonly error: { readonly code: string; readonly message: string };
  };
  readonly code: string;
  readonly message: string;
}

/** A bare client of the synthesis route; for tests. */
export class LiveTtsTestClient extends LiveTestClient<SpokenFrame> {
  static async connect({ env }: Emulator): Promise<LiveTtsTestClient> {
    const client = new LiveTtsTestClient(env.KOTOBA_TTS_URL);
    await once(client.socket, "open");
    return client;
  }

  /** Opens a session with these settings beside English, and waits until it is ready. */
  static async begin(
    emulator: Emulator,
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<LiveTtsTestClient> {
    const client = await LiveTtsTestClient.connect(emulator);
    client.send({ type: "open", language: "en", ...settings });
    await client.until("session.created");
    return client;
  }

  /** Has a text spoken; resolves with all frames of the response. */
  async speak(text: string): Promise<SpokenFrame[]> {
    this.send({ type: "response.create", text });
    return this.until("response.done");
  }
}

/** The bytes of all the audio in some frames. */
export function audioOf(frames: readonly SpokenFrame[]): Buffer {
  return Buffer.concat(frames.map(({ audio = "" }) => Buffer.from(audio, "base64")));
}
