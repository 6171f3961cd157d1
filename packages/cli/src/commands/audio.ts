import { Command } from "commander";
import type { ConversionFlags } from "../conversion/convert-audio.ts";
import { channelsFlag, encodingFlag, outputPath, sampleRateFlag } from "../flags/audio-flags.ts";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { interruptible } from "../interruption.ts";
import { clockTime } from "../output/clock-time.ts";
import { jsonDocument } from "../output/json-document.ts";

interface ConvertFlags extends GlobalFlags, ConversionFlags {}

/** `kotoba audio` */
export function audioCommand(): Command {
  const audio = new Command("audio")
    .description("Look at audio files and convert them: no service is asked.")
    .addHelpText("after", "\nExample:\n  $ kotoba audio convert talk.mp3 talk.wav --rate 16000 --channels 1");
  audio
    .command("probe")
    .description("Print what a file holds: format, rate, channels, duration.")
    .argument("<file>", "any audio or video file; - for standard input")
    .addHelpText("after", "\nExample:\n  $ kotoba audio probe talk.mp3 --json")
    .action((file: string, _flags: unknown, command: Command) => probe(file, command.optsWithGlobals()));
  audio
    .command("convert")
    .description("Convert a file of any format to WAV or to raw samples.")
    .argument("<in>", "any audio or video file; - for standard input")
    .argument("<out>", "the file to write, raw if it ends in .raw or .pcm; - for standard output", outputPath)
    .addOption(sampleRateFlag("--rate <hz>", "samples a second (default: as they are)"))
    .addOption(channelsFlag("--channels <number>", "1 to mix down to mono (default: as they are)"))
    .addOption(encodingFlag("--encoding <encoding>", "how samples are stored").default("pcm16"))
    .option("--raw", "write the samples alone, without the header of a WAV file")
    .addOption(encodingFlag("--in-encoding <encoding>", "the input has no header; its samples are stored so"))
    .addOption(sampleRateFlag("--in-rate <hz>", "with --in-encoding: its samples a second (default: 16000)"))
    .addOption(channelsFlag("--in-channels <number>", "with --in-encoding: its channels (default: 1)"))
    .addHelpText(
      "after",
      `
MP3, FLAC, Ogg Opus and Ogg Vorbis are read by decoder packages where they are installed, and by ffmpeg like everything that is
no WAV, AIFF or AU file. A file that is cut short is converted as far as it goes; the exit code then is 7.

Examples:
  $ kotoba audio convert talk.mp3 talk.wav --rate 16000 --channels 1
  $ kotoba audio convert film.mkv - --rate 24000 | kotoba listen - --pace fast
  $ kotoba audio convert call.ulaw call.wav --in-encoding mulaw --in-rate 8000`,
    )
    .action(async (input: string, output: string, _flags: unknown, command: Command) => {
      const flags: ConvertFlags = command.optsWithGlobals();
      const problem = contradiction(flags);
      if (problem !== undefined) command.error(`error: ${problem}`);
      const { convertAudio } = await import("../conversion/convert-audio.ts");
      await convertAudio(input, output, flags);
    });
  return audio;
}

function contradiction({ inEncoding, inRate, inChannels }: ConvertFlags): string | undefined {
  if (inEncoding !== undefined) return undefined;
  if (inRate !== undefined) return "--in-rate is for --in-encoding: other files say their own rate";
  if (inChannels !== undefined) return "--in-channels is for --in-encoding: other files say their own number";
  return undefined;
}

async function probe(file: string, { json }: GlobalFlags): Promise<void> {
  const { probeAudio } = await import("@kotoba/sdk");
  const { audioInfoTable } = await import("../output/audio-info-table.ts");
  const info = await interruptible((signal) => probeAudio(file === "-" ? process.stdin : file, { signal }));
  const { statedSeconds } = await import("../conversion/stated-seconds.ts");
  const stated = await statedSeconds(file, info);
  if (stated !== undefined)
    console.error(`kotoba: ${file} is cut short: its header tells of ${clockTime(stated)}.`);
  const facts = { file, ...info, statedDurationSeconds: stated };
  process.stdout.write(json ? jsonDocument(facts) : audioInfoTable(file, info));
}
