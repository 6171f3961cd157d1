import { LiveTestClient } from "./live-test-client.ts";

/** A bare client of a route that takes audio; for tests. */
export class LiveAudioTestClient<Frame extends { readonly type: string }> extends LiveTestClient<Frame> {
  #sent = 0;

  /** Sends samples, 100 ms a frame at 16 kHz, the frames numbered as the SDK does. */
  append(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += 1600) {
      const piece = samples.subarray(at, at + 1600);
      const audio = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString("base64");
      const event_id = `chunk-${String(++this.#sent).padStart(7, "0")}`;
      this.send({ type: "input_audio_buffer.append", event_id, audio });
    }
  }

  commit(): void {
    this.send({ type: "input_audio_buffer.commit" });
  }
}
