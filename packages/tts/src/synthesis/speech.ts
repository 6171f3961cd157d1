import { type ClientContext, openSession, type SessionOptions, type SessionRunner } from "@kotoba/core";
import { ttsUrl } from "../tts-url.ts";
import type { TtsEvent } from "./synthesis-events.ts";
import type { SynthesisSettings } from "./synthesis-options.ts";
import { type AudioAgreement, TtsProtocol } from "./tts-protocol.ts";
import { UtteranceQueue } from "./utterance-queue.ts";

/** A session, and what is spoken on it. */
export interface Speech extends AudioAgreement {
  readonly settings: SynthesisSettings;
  readonly runner: SessionRunner<TtsEvent>;
  readonly utterances: UtteranceQueue;
}

/** Opens a session, ready to speak. */
export async function openSpeech(
  context: ClientContext,
  settings: SynthesisSettings,
  options: SessionOptions,
): Promise<Speech> {
  const { clock, logger } = context;
  let protocol = new TtsProtocol(settings, logger);
  const url = ttsUrl(context, options.url, settings.language);
  const createProtocol = () => {
    // Each attempt has its own; the last has succeeded.
    protocol = new TtsProtocol(settings, logger);
    return protocol;
  };
  const runner = await openSession(context, { url, createProtocol, options });
  const utterances = new UtteranceQueue(runner, protocol, settings, clock);
  return { settings, runner, utterances, ...protocol.agreement };
}
