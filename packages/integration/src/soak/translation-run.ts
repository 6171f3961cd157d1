import { bytesToInt16 } from "@kotoba/audio";
import type { S2stEvent } from "@kotoba/sdk";
import { requireAccount } from "./listening-runs.ts";
import { converse, pacedChunks } from "./live-feed.ts";
import { permitLostForGood } from "./permitted-failure.ts";
import type { RunKind } from "./soak-run.ts";
import { spelledText } from "./spelling-engine.ts";
import { requireWords, wordsOf } from "./told-words.ts";

/** Translation that survives: what was said is told and spoken once, and what is missing lies in the gaps that it tells of. */
export const translating: RunKind = {
  name: "translate, resume",
  plan(bed, random) {
    // Twice as fast as it sounds is live yet: then the gaps are narrower.
    const speed = random.pick([2, 2, 5, 20]);
    const part = bed.part(random, Math.min(40, 12 * speed));
    return {
      withinMs: (part.seconds / speed) * 1000,
      async run(run) {
        const { signal } = run;
        const audio: Int16Array[] = [];
        let text = "";
        const onEvent = (event: S2stEvent) => {
          if (event.type === "partial_transcript") text += event.text;
          // On a new line the service knows of no text before, from which it would set its own apart.
          if (event.type === "reconnected") text += " ";
          if (event.type === "audio_chunk") audio.push(bytesToInt16(event.audio));
        };
        const open = () =>
          run.client.s2st.stream({
            source: "en",
            target: "ja",
            inputSampleRate: 16_000,
            resume: true,
            signal,
          });
        const end = await converse(open, pacedChunks(part, speed, 0.1), onEvent, run);
        if (end.how === "failed") permitLostForGood(end.error, run.line);
        if (end.how !== "complete" || end.stats === undefined)
          return { end: end.how === "failed" ? "failed" : "stopped", stats: end.stats };
        requireAccount(part, end.stats);
        const { gaps } = end.stats;
        requireWords(wordsOf(text), part.words, gaps);
        requireWords(spokenWords(audio), part.words, gaps);
        return { end: "completed", stats: end.stats };
      },
    };
  },
};

/** The words of the utterances that were spoken, each of which stands between brackets; of one that was interrupted, without its last. */
function spokenWords(audio: readonly Int16Array[]): string[] {
  const text = spelledText(fullScale(audio));
  return [...text.matchAll(/<([^<>]*)(>?)/g)].flatMap(([, said = "", whole]) => {
    const words = wordsOf(said);
    return whole === ">" ? words : words.slice(0, -1);
  });
}

function* fullScale(audio: readonly Int16Array[]): Generator<number> {
  for (const samples of audio) for (const sample of samples) yield sample / 32_768;
}
