import { type AudioChunk, KotobaClient } from "@kotoba/sdk";
import type { AudioSink } from "../audio-output/audio-sink.ts";
import { distribute } from "../audio-output/distribute.ts";
import { fileSink } from "../audio-output/file-sink.ts";
import { openPlayer } from "../audio-output/player.ts";
import { type SpeechFileFormat, wireFormat } from "../audio-output/speech-format.ts";
import { SpeechReport } from "../audio-output/speech-report.ts";
import { clientOptions, type GlobalFlags } from "../flags/global-flags.ts";
import { untilAborted } from "../input/until-aborted.ts";
import { finishable } from "../interruption.ts";
import { jsonDocument } from "../output/json-document.ts";
import { progressLine } from "../output/progress-line.ts";

/** What is to be spoken how, and where it goes. */
export interface SpeakOptions extends GlobalFlags {
  readonly language: string;
  readonly speaker?: string;
  readonly format: SpeechFileFormat;
  readonly rate?: number;
  /** A path, `-` for standard output, or undefined for neither. */
  readonly output: string | undefined;
  readonly play?: true;
}

/**
 * Speaks a text, or what standard input holds (`-`). The first Ctrl-C ends the speech, and leaves whole files; the second stops at
 * once.
 */
export async function speak(text: string, options: SpeakOptions): Promise<void> {
  const { language, speaker, format, rate, output, play, json } = options;
  await using client = new KotobaClient(clientOptions(options));
  await finishable(async ({ first, stop, canFinish }) => {
    const sinks: AudioSink[] = [];
    if (play) sinks.push(await openPlayer(first));
    if (output !== undefined) sinks.push(fileSink(output, format));
    const report = new SpeechReport(output);
    // Standard input itself, not what is read from it: that could not be let go of while it is silent.
    const input = text === "-" ? process.stdin.setEncoding("utf8") : text;
    const chunks = client.tts.synthesizeStream(input, {
      language,
      speakerId: speaker,
      audioFormat: wireFormat(format),
      sampleRate: rate,
      signal: stop,
    });
    async function* watched(): AsyncGenerator<AudioChunk, void, void> {
      using progress = await progressLine();
      for await (const chunk of untilAborted(chunks, first)) {
        canFinish();
        report.add(chunk);
        progress.show(`Speaking ${report.progress}`);
        yield chunk;
      }
    }
    await distribute(watched(), sinks);
    first.throwIfAborted();
    console.error(report.summary);
    if (json) process.stdout.write(jsonDocument(report.facts));
  });
}
