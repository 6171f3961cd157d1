import { AudioFramer, AudioSession, type LiveSourceOptions, openLiveAudio } from "@kotoba/audio";
import type { ClientContext } from "@kotoba/core";
import { AppendFrames } from "../protocol/s2st-client-frames.ts";
import { s2stUrl } from "../s2st-url.ts";
import { S2stProtocol } from "./s2st-protocol.ts";
import { SpokenReplay } from "./spoken-replay.ts";
import type { S2stEvent } from "./translation-events.ts";
import { type S2stOptions, translationSettings } from "./translation-options.ts";

/**
 * Translation in one direction, on one connection or, with `resume`, on as many in turn as it takes: speech goes in, translated speech and
 * text come out while it is being spoken. Iterate over it for the events; breaking out closes it, and so does `await using`. Iterate while
 * you send: while 256 events wait to be taken (some ten seconds of speech), nothing more is read from the service, and silence is no failure.
 *
 * What ends a session early comes out of the iteration, after the events before it, and out of every call that sends:
 * `ConnectionLostError`, `TimeoutError` (in phase `keepalive` or `finish`), `ProtocolError` or `AuthError` (the service's own), or the reason
 * of the signal.
 *
 * @example
 * const session = await s2st.stream({ source: "en", target: "ja" });
 * session.feed(microphone).catch(() => {});          // a failure comes out below, too
 * for await (const event of session) {
 *   if (event.type === "audio_chunk") player.write(event.audio);
 * }
 */
export class S2stSession extends AudioSession<S2stEvent> {
  /** Opens a session; `s2st.stream()` is the way to do it. */
  static async open(context: ClientContext, options: S2stOptions & LiveSourceOptions): Promise<S2stSession> {
    const settings = translationSettings(options);
    const framer = new AudioFramer(settings);
    const connection = await openLiveAudio<S2stEvent>(context, {
      url: s2stUrl(context, options.url, settings),
      options,
      settings,
      framer,
      frames: new AppendFrames(),
      createProtocol: () => new S2stProtocol(settings),
      createResumable: (timeline) => new SpokenReplay(settings, timeline),
      confirmsAlong: true,
    });
    return new S2stSession(connection, framer);
  }
}
