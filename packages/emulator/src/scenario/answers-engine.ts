import { ConfigurationError } from "@kotoba/core";
import { SERVICE_LANGUAGES } from "../engines/engine-selection.ts";
import {
  createKnownRecordingsEngine,
  type KnownRecording,
} from "../engines/known-recordings/known-recordings-engine.ts";
import type { RecognitionEngine, RecognizedWord } from "../engines/recognition-engine.ts";
import { createScriptedEngine, type ScriptedAnswer } from "../engines/scripted-engine.ts";
import { fileSpeechSamples } from "../transcription/speech-samples.ts";
import type { ScenarioAnswer } from "./scenario.ts";

/** A pause of so long ends an utterance, in seconds. */
const UTTERANCE_PAUSE = 0.8;

/**
 * The engine that gives the answers of a scenario.
 *
 * @throws {ConfigurationError} for a file that cannot be read.
 */
export async function createAnswersEngine(answers: readonly ScenarioAnswer[]): Promise<RecognitionEngine> {
  const languages = SERVICE_LANGUAGES;
  const scripted = (...chosen: readonly ScenarioAnswer[]) =>
    createScriptedEngine({ languages, answers: chosen.map(({ words }) => utterances(words)) });
  const byHash = new Map(
    answers.flatMap((answer) =>
      answer.sha256 === undefined ? [] : [[answer.sha256.toLowerCase(), scripted(answer)] as const],
    ),
  );
  const recordings = await Promise.all(answers.flatMap((answer) => knownRecording(answer) ?? []));
  const others =
    recordings.length > 0
      ? createKnownRecordingsEngine({ languages, recordings })
      : scripted(...answers.filter(({ sha256 }) => sha256 === undefined));
  return {
    name: "scenario",
    languages,
    open: (options) => (byHash.get(options.uploadSha256 ?? "") ?? others).open(options),
    async [Symbol.asyncDispose]() {},
  };
}

function utterances(words: readonly RecognizedWord[]): ScriptedAnswer {
  const groups: RecognizedWord[][] = [];
  for (const word of words) {
    const last = groups.at(-1)?.at(-1);
    if (last === undefined || word.start - last.end >= UTTERANCE_PAUSE) groups.push([]);
    groups.at(-1)?.push(word);
  }
  return groups;
}

function knownRecording({ file, words }: ScenarioAnswer): Promise<KnownRecording> | undefined {
  return file === undefined ? undefined : readSamples(file).then((samples) => ({ samples, words }));
}

async function readSamples(file: string): Promise<Int16Array> {
  const blocks: Int16Array[] = [];
  try {
    for await (const block of fileSpeechSamples(file)) blocks.push(block);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new ConfigurationError(`The scenario's recording ${file} cannot be read: ${reason}`, { cause });
  }
  const samples = new Int16Array(blocks.reduce((length, block) => length + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  return samples;
}
