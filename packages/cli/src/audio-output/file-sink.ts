import { AudioFormatError } from "@kotoba/sdk";
import type { AudioSink } from "./audio-sink.ts";
import { speechBytes, wavFormat } from "./speech-bytes.ts";
import { type SpeechFileFormat, wireFormat } from "./speech-format.ts";
import { writeBytes } from "./write-bytes.ts";
import { writeWav } from "./write-wav.ts";

/** Writes a file, or to standard output (`-`). Nothing is touched before there is audio. */
export function fileSink(output: string, format: SpeechFileFormat): AudioSink {
  return async (chunks) => {
    const speech = await speechBytes(chunks);
    if (speech === undefined) return;
    const { first, bytes } = speech;
    if (format === "wav") {
      await writeWav(output, bytes, wavFormat(first));
    } else {
      if (first.audioFormat !== wireFormat(format)) {
        throw new AudioFormatError(
          `the service sends ${first.audioFormat}, which is not ${format}: use --format wav`,
          { code: "unsupported_audio" },
        );
      }
      await writeBytes(output, bytes);
    }
  };
}
