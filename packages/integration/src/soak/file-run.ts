import { encodeWav } from "@kotoba/audio";
import { permitLostForGood } from "./permitted-failure.ts";
import { type RunKind, require } from "./soak-run.ts";

/** A file over the live route, which survives lost lines unless told otherwise: its whole text, or an error. */
export const fileStreaming: RunKind = {
  name: "file stream",
  plan(bed, random) {
    const part = bed.part(random, 40);
    const { samples, sampleRate } = part;
    const file = encodeWav(samples, { sampleRate, channels: 1, encoding: "pcm16" });
    return {
      withinMs: 800,
      async run({ client, line, signal }) {
        try {
          const options = { language: "en", pace: "fast", signal } as const;
          const { text, metadata } = await client.asr.transcribeFileStream(file, options);
          const said = part.utterances.join(" ");
          require(text === said, () => `Said ${said}; told ${text}`);
          require(!("gaps" in metadata), () => "There are gaps.");
          return { end: "completed" };
        } catch (error) {
          if (signal.aborted && error === signal.reason) return { end: "stopped" };
          permitLostForGood(error, line);
          return { end: "failed" };
        }
      },
    };
  },
};
