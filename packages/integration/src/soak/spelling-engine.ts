import { setTimeout as delay } from "node:timers/promises";
import { createScriptedSynthesisEngine, type SynthesisEngine } from "@kotoba/emulator";

const SAMPLE_RATE = 24_000;
/** 20 ms. */
const SAMPLES_PER_CHARACTER = 480;
/** Of full scale, for each unit of a character's code: exact in 16 bits and in floats. */
const STEP = 16 / 32_768;
/** Two characters that are the same must be told from one that is longer. */
const PAUSE_SAMPLES = 48;

/** An engine whose speech spells the text, so that what was spoken can be read from the audio. It is some ten times faster than real time. */
export function spellingEngine(): SynthesisEngine {
  return createScriptedSynthesisEngine({
    sampleRate: SAMPLE_RATE,
    async *speak({ text }) {
      for (const word of text.split(/(?<= )/)) {
        const samples = new Float32Array(word.length * (SAMPLES_PER_CHARACTER + PAUSE_SAMPLES));
        for (let index = 0; index < word.length; index++) {
          const start = index * (SAMPLES_PER_CHARACTER + PAUSE_SAMPLES);
          samples.fill(word.charCodeAt(index) * STEP, start, start + SAMPLES_PER_CHARACTER);
        }
        await delay(10);
        yield samples;
      }
    },
  });
}

/** What speech of the engine spells, at its own rate; of a character that was cut off, nothing. @param samples - Of full scale -1 to 1. */
export function spelledText(samples: Iterable<number>): string {
  let text = "";
  let last = 0;
  let length = 0;
  for (const sample of samples) {
    length = sample === last ? length + 1 : 1;
    last = sample;
    if (sample !== 0 && length === SAMPLES_PER_CHARACTER)
      text += String.fromCharCode(Math.round(sample / STEP));
  }
  return text;
}
