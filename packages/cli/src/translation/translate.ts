import { KotobaClient, type S2stEvent } from "@kotoba/sdk";
import type { AudioSink, OutgoingAudio } from "../audio-output/audio-sink.ts";
import { distribute } from "../audio-output/distribute.ts";
import { fileSink } from "../audio-output/file-sink.ts";
import { isRawPath } from "../audio-output/is-raw-path.ts";
import { openPlayer } from "../audio-output/player.ts";
import { requireTwoFiles } from "../audio-output/require-two-files.ts";
import { SpeechReport } from "../audio-output/speech-report.ts";
import { clientOptions, type GlobalFlags } from "../flags/global-flags.ts";
import type { LiveInputFlags } from "../flags/live-input-flags.ts";
import { type LiveRun, openLiveRun } from "../input/live-run.ts";
import { finishable } from "../interruption.ts";
import { eventLines } from "../output/event-lines.ts";
import { LineNotes } from "../output/line-notes.ts";
import { progressLine } from "../output/progress-line.ts";
import { turnText } from "../output/turn-text.ts";
import { BilingualCaptions } from "./bilingual-captions.ts";
import type { LanguagePair } from "./caption-pairs.ts";
import { sentenceTurns } from "./sentence-turns.ts";

/** What is to be translated how, and where it goes. */
export interface TranslationOptions extends GlobalFlags, LiveInputFlags, LanguagePair {
  readonly delay?: number;
  /** A path, `-` for standard output, or undefined for neither. */
  readonly output: string | undefined;
  readonly play?: true;
  readonly text?: true;
  readonly textIs: "source" | "target";
  readonly captions?: string;
}

/**
 * Translates a file, standard input (`-`), or the microphone where no file is named. The first Ctrl-C ends what is said, and the rest
 * of the translation follows; the second stops at once, and leaves whole files.
 */
export async function translate(file: string | undefined, options: TranslationOptions): Promise<void> {
  const { from, to, delay, output, text, json } = options;
  if (file !== undefined && output !== undefined) await requireTwoFiles(file, output);
  // The URL is that of translation: recognition has its own.
  await using client = new KotobaClient({ ...clientOptions(options), asrUrl: undefined });
  await finishable(async (interruption) => {
    const sinks = await openSinks(options, interruption.stop);
    await using run = await openLiveRun(file, options, interruption, (inputSampleRate, signal) =>
      client.s2st.stream({
        source: from,
        target: to,
        delay,
        inputSampleRate,
        // Who speaks goes on speaking: better some of it than none.
        resume: { onOverflow: "drop-oldest" },
        signal,
      }),
    );
    const captions = await openCaptions(client, run, options, interruption.stop);
    const outputs = [
      ...(json ? [eventLines(process.stdout)] : []),
      ...(text ? [sentenceTurns(await turnText())] : []),
      ...(captions === undefined ? [] : [captions]),
    ];
    const report = new SpeechReport(output);
    const notes = new LineNotes(json === true);
    async function* speech(): AsyncGenerator<OutgoingAudio, void, void> {
      // Not beside lines that may be on the same terminal.
      using progress = text || json ? undefined : await progressLine();
      for await (const event of run.events((chunk) => captions?.hear(chunk))) {
        notes.show(event);
        for (const output of outputs) output.show(event, run.time);
        if (event.type !== "audio_chunk") continue;
        const chunk = { ...event, data: event.audio };
        report.add(chunk);
        progress?.show(`Translating ${report.progress}`);
        yield chunk;
      }
    }
    try {
      await distribute(speech(), sinks);
      await captions?.finish();
    } finally {
      for (const output of outputs) await output.end();
    }
    if (sinks.length > 0) console.error(report.summary);
    notes.requireWhole();
  });
}

async function openSinks(
  { play, output }: TranslationOptions,
  stop: AbortSignal,
): Promise<readonly AudioSink[]> {
  const sinks: AudioSink[] = [];
  if (play) sinks.push(await openPlayer(stop));
  if (output !== undefined) sinks.push(fileSink(output, isRawPath(output) ? "pcm16" : "wav"));
  return sinks;
}

async function openCaptions(
  client: KotobaClient,
  run: LiveRun<S2stEvent>,
  { captions, from, to, textIs }: TranslationOptions,
  signal: AbortSignal,
): Promise<BilingualCaptions | undefined> {
  if (captions === undefined) return undefined;
  const { sampleRate: inputSampleRate } = run;
  const time = () => run.time;
  return await BilingualCaptions.open(captions, client, { from, to, textIs, inputSampleRate, signal, time });
}
