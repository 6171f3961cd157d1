import { setTimeout as delay } from "node:timers/promises";
import { bytesToFloat32 } from "@kotoba/audio";
import { permitLostLine } from "./permitted-failure.ts";
import type { RecordingPart } from "./soak-bed.ts";
import { type RunKind, require, type SoakRun } from "./soak-run.ts";
import { spelledText } from "./spelling-engine.ts";

/** Synthesis, of a whole text, of one that is being written, and of several on one line of which one is cancelled: whole, or an error. */
export const synthesizing: RunKind = {
  name: "synthesize",
  plan(bed, random) {
    const text = textOf(bed.part(random, 20));
    const way = random.pick([whole, inPieces, cancelled]);
    return {
      withinMs: text.length * 8,
      async run(run) {
        try {
          return { end: (await way(text, run)) ? "completed" : "stopped" };
        } catch (error) {
          if (run.signal.aborted && error === run.signal.reason) return { end: "stopped" };
          permitLostLine(error, run.line);
          return { end: "failed" };
        }
      },
    };
  },
};

const OPTIONS = { language: "en", speakerId: "en-woman" } as const;

async function whole(text: string, { client, signal }: SoakRun): Promise<boolean> {
  const { data } = await client.tts.synthesize(text, { ...OPTIONS, signal });
  requireSpelled([data], text);
  return true;
}

async function inPieces(text: string, { client, random, signal }: SoakRun): Promise<boolean> {
  const cuts = Array.from({ length: 6 }, () => random.whole(0, text.length)).sort(
    (one, other) => one - other,
  );
  async function* written() {
    let at = 0;
    for (const cut of [...cuts, text.length]) {
      yield text.slice(at, cut);
      at = cut;
      await delay(20);
    }
  }
  const chunks: Uint8Array[] = [];
  for await (const { data } of client.tts.synthesizeStream(written(), { ...OPTIONS, signal }))
    chunks.push(data);
  requireSpelled(chunks, text);
  return true;
}

/** Cancels the first of two at some time: the second is whole, and so is the first when it was not cancelled. */
async function cancelled(text: string, { client, random, signal, stopping }: SoakRun): Promise<boolean> {
  await using session = await client.tts.stream({ ...OPTIONS, signal });
  const timers = [setTimeout(() => session.cancel().catch(() => {}), random.between(0, text.length * 4))];
  let isClosed = false;
  if (stopping?.how === "close") {
    timers.push(
      setTimeout(() => {
        isClosed = true;
        void session.close();
      }, stopping.afterMs),
    );
  }
  try {
    session.synthesize(text).catch(() => {});
    let chunks: Uint8Array[] = [];
    let responses = 0;
    for await (const event of session) {
      if (event.type === "audio_chunk") chunks.push(event.audio);
      if (event.type !== "done") continue;
      if (event.status === "completed") requireSpelled(chunks, text);
      require(event.status !== "failed", () => "The emulator could not speak it.");
      chunks = [];
      if (++responses === 2) break;
      clearTimeout(timers[0]);
      session.synthesize(text).catch(() => {});
    }
    require(isClosed || responses === 2, () => "The session ended before its responses.");
    return responses === 2;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function requireSpelled(chunks: readonly Uint8Array[], text: string): void {
  const spelled = chunksText(chunks);
  const [one, other] = [spelled, text].map((all) => all.replaceAll(/\s/g, ""));
  require(one === other, () => `To speak: ${text}; spoken: ${spelled}`);
}

function chunksText(chunks: readonly Uint8Array[]): string {
  function* samples() {
    for (const chunk of chunks) yield* bytesToFloat32(chunk);
  }
  return spelledText(samples());
}

/** Sentences of what is said in a part. */
function textOf({ utterances }: RecordingPart): string {
  return utterances.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`).join(" ");
}
