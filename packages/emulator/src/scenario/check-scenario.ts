import { ConfigurationError } from "@kotoba/core";
import type { RecognizedWord } from "../engines/recognition-engine.ts";
import { checkError } from "./check-error.ts";
import type { Scenario, ScenarioAnswer, ScenarioLatency } from "./scenario.ts";
import { amountOf, listOf, objectOf, optional, textOf, wrongScenario } from "./scenario-fields.ts";

const LATENCIES: readonly (keyof ScenarioLatency)[] = [
  "answerMs",
  "jobMs",
  "handshakeMs",
  "textMs",
  "firstAudioMs",
  "audioFrameMs",
];

/**
 * Checks a scenario, which may come from anywhere.
 *
 * @throws {ConfigurationError} that names the place in it which is wrong, and what must be there.
 */
export function checkScenario(value: unknown): Scenario {
  const fields = objectOf("scenario", value, ["answers", "latency", "errors"]);
  const answers =
    fields.answers === undefined ? undefined : listOf("scenario.answers", fields.answers, answer);
  if (answers?.some(isInTurn) && answers.some(({ file }) => file !== undefined)) {
    throw new ConfigurationError(
      "scenario.answers must all have a file or a sha256, once one has a file: what sounds like no file is silence, so no answer could be given in turn.",
    );
  }
  return {
    answers,
    latency: optional("scenario.latency", fields.latency, latency),
    errors: listOf("scenario.errors", fields.errors, checkError),
  };
}

function isInTurn({ file, sha256 }: ScenarioAnswer): boolean {
  return file === undefined && sha256 === undefined;
}

function answer(place: string, value: unknown): ScenarioAnswer {
  const { words, sha256, file } = objectOf(place, value, ["words", "sha256", "file"]);
  if (words === undefined) throw wrongScenario(`${place}.words`, "a list", null);
  return {
    words: inOrder(`${place}.words`, listOf(`${place}.words`, words, word)),
    sha256: optional(`${place}.sha256`, sha256, hash),
    file: optional(`${place}.file`, file, textOf),
  };
}

function word(place: string, value: unknown): RecognizedWord {
  const fields = objectOf(place, value, ["text", "start", "end"]);
  const start = amountOf(`${place}.start`, fields.start);
  const end = amountOf(`${place}.end`, fields.end);
  if (end < start) throw wrongScenario(`${place}.end`, `no less than its start, ${start}`, end);
  return { text: textOf(`${place}.text`, fields.text), start, end };
}

function inOrder(place: string, words: readonly RecognizedWord[]): readonly RecognizedWord[] {
  const wrong = words.findIndex(({ start }, index) => start < (words[index - 1]?.end ?? 0));
  if (wrong === -1) return words;
  throw wrongScenario(
    `${place}[${wrong}].start`,
    "no less than the end of the word before",
    words[wrong]?.start,
  );
}

function hash(place: string, value: unknown): string {
  if (typeof value === "string" && /^[\da-f]{64}$/i.test(value)) return value;
  throw wrongScenario(place, "a SHA-256 in 64 hexadecimal digits", value);
}

function latency(place: string, value: unknown): ScenarioLatency {
  const fields = objectOf(place, value, LATENCIES);
  return Object.fromEntries(
    Object.entries(fields).map(([name, ms]) => [name, optional(`${place}.${name}`, ms, amountOf)]),
  );
}
