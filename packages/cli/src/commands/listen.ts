import type { AsrEvent } from "@kotoba/sdk";
import { Command, Option } from "commander";
import { captionsContradiction, captionsFlag } from "../flags/captions-flag.ts";
import { clientOptions, type GlobalFlags } from "../flags/global-flags.ts";
import { addLiveInputFlags, inputContradiction, type LiveInputFlags } from "../flags/live-input-flags.ts";
import { silenceFlag } from "../flags/number-flags.ts";
import {
  kanaFlag,
  keywordFlag,
  languageFlag,
  type SpeechFlags,
  stylePreference,
} from "../flags/speech-flags.ts";
import { finishable } from "../interruption.ts";
import type { LiveOutput } from "../output/live-output.ts";

interface ListenFlags extends GlobalFlags, SpeechFlags, LiveInputFlags {
  readonly captions?: string;
  readonly keyword?: readonly string[];
  readonly silence?: number;
  readonly turns: boolean;
}

/** `kotoba listen` */
export function listenCommand(): Command {
  return addLiveInputFlags(
    new Command("listen").description("Turn speech into text while it is being spoken."),
  )
    .addOption(languageFlag("ja"))
    .addOption(keywordFlag())
    .addOption(kanaFlag())
    .addOption(silenceFlag())
    .addOption(new Option("--no-turns", "take everything for one turn").conflicts("silence"))
    .addOption(captionsFlag("captions"))
    .addHelpText(
      "after",
      `
On a terminal the last line grows with what is being said; elsewhere each turn is a line. With --json each event is.
The first Ctrl-C ends the audio and waits for the rest of the text; the second stops at once.
A lost line is restored, and what was not recognised yet is sent again. What is lost for good is told, and the exit code is then 9.

Examples:
  $ kotoba listen --mic --language en
  $ kotoba listen talk.wav --language en --captions talk.vtt
  $ ffmpeg -i film.mkv -f wav - | kotoba listen - --pace fast
  $ arecord -t raw -f S16_LE -r 16000 -c 1 | kotoba listen - --raw --json`,
    )
    .action(async (file: string | undefined, _flags: unknown, command: Command) => {
      const flags: ListenFlags = command.optsWithGlobals();
      const problem = contradiction(file, flags);
      if (problem !== undefined) command.error(`error: ${problem}`);
      await listen(file, flags);
    });
}

function contradiction(file: string | undefined, flags: ListenFlags): string | undefined {
  return inputContradiction(file, flags) ?? captionsContradiction(flags);
}

async function listen(file: string | undefined, flags: ListenFlags): Promise<void> {
  const { KotobaClient } = await import("@kotoba/sdk");
  const { openLiveRun } = await import("../input/live-run.ts");
  const { LineNotes } = await import("../output/line-notes.ts");
  await using client = new KotobaClient(clientOptions(flags));
  await finishable(async (interruption) => {
    await using run = await openLiveRun(file, flags, interruption, (inputSampleRate, signal) =>
      client.asr.stream({
        language: flags.language,
        inputSampleRate,
        keywords: flags.keyword,
        stylePreference: stylePreference(flags),
        turnDetection: turnDetection(flags),
        // Who speaks goes on speaking: better some of it than none.
        resume: { onOverflow: "drop-oldest" },
        signal,
      }),
    );
    const outputs = await openOutputs(flags);
    const notes = new LineNotes(flags.json === true);
    try {
      for await (const event of run.events()) {
        notes.show(event);
        for (const output of outputs) output.show(event, run.time);
      }
    } finally {
      for (const output of outputs) await output.end();
    }
    notes.requireWhole();
  });
}

async function openOutputs({ json, captions }: ListenFlags): Promise<readonly LiveOutput<AsrEvent>[]> {
  const { eventLines } = await import("../output/event-lines.ts");
  const { turnText } = await import("../output/turn-text.ts");
  const text = json ? eventLines(process.stdout) : await turnText();
  if (captions === undefined) return [text];
  const { turnCaptions } = await import("../output/turn-captions.ts");
  return [text, await turnCaptions(captions)];
}

function turnDetection({ turns, silence }: ListenFlags) {
  if (!turns) return false;
  return silence === undefined ? undefined : { silenceDurationMs: silence };
}
