import { AudioFramer, AudioSession, type LiveSourceOptions, openLiveAudio } from "@kotoba/audio";
import type { ClientContext } from "@kotoba/core";
import { liveUrl } from "../asr-urls.ts";
import { AppendFrames } from "../protocol/live-client-frames.ts";
import { AsrProtocol } from "./asr-protocol.ts";
import type { AsrEvent } from "./live-events.ts";
import { type LiveOptions, liveSettings } from "./live-options.ts";
import { TurnReplay } from "./turn-replay.ts";

/**
 * Live recognition, on one connection or, with `resume`, on as many in turn as it takes: audio goes in, words come out while it is being
 * spoken. Iterate over it for the events; breaking out closes it, and so does `await using`. Iterate while you send: while 256 events wait to
 * be taken, nothing more is read from the service, and silence is no failure.
 *
 * What ends a session early comes out of the iteration, after the events before it, and out of every call that sends:
 * `ConnectionLostError`, `TimeoutError` (in phase `keepalive` or `finish`), `ProtocolError` or `AuthError` (the service's own), or the reason
 * of the signal.
 *
 * @example
 * const session = await asr.stream({ language: "en" });
 * session.feed(microphone).catch(() => {});          // a failure comes out below, too
 * for await (const event of session) {
 *   if (event.type === "final_transcript") console.log(event.text);
 * }
 */
export class AsrSession extends AudioSession<AsrEvent> {
  /** Opens a session; `asr.stream()` is the way to do it. */
  static async open(context: ClientContext, options: LiveOptions & LiveSourceOptions): Promise<AsrSession> {
    const settings = liveSettings(options);
    const framer = new AudioFramer(settings);
    const connection = await openLiveAudio<AsrEvent>(context, {
      url: liveUrl(context, options.url),
      options,
      settings,
      framer,
      frames: new AppendFrames(),
      createProtocol: () => new AsrProtocol(settings),
      createResumable: (timeline) => new TurnReplay(settings, timeline),
      confirmsAlong: settings.turnDetection !== false,
    });
    return new AsrSession(connection, framer);
  }
}
