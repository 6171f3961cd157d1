import { access, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "@kotoba/core";
import { ManualClock } from "@kotoba/core/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startEmulator } from "./emulator.ts";
import { createScriptedEngine } from "./engines/scripted-engine.ts";
import { createScriptedSynthesisEngine } from "./engines/scripted-synthesis-engine.ts";
import { createScriptedTranslationEngine } from "./engines/scripted-translation-engine.ts";

/** Stands in for the system's folder of temporary files: what was opened before the refusal would be in it. */
let temporary: string;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "kotoba-test-"));
  vi.stubEnv("TMPDIR", temporary);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true });
});

/** The error of a start with options as plain JavaScript may give them. */
async function refusal(options: unknown): Promise<unknown> {
  const emulator: unknown = await Reflect.apply(startEmulator, undefined, [options]).catch(
    (error: unknown) => error,
  );
  if (emulator instanceof Error) return emulator;
  await Reflect.apply(Reflect.get(Object(emulator), "close"), emulator, []);
  return expect.unreachable("It started.");
}

const asr = createScriptedEngine({ answers: [] });

it.each<[unknown, string]>([
  ["any", "Options must be an object, for example { apiKey }, not a string."],
  [{ bogus: 1 }, 'There is no option "bogus": there are host, port, apiKey, '],
  [{ host: 5 }, "The option host must be a text that is not empty, not 5."],
  [{ host: "" }, 'The option host must be a text that is not empty, not "".'],
  [{ port: "x" }, 'The option port must be a whole number from 0 to 65535, not "x".'],
  [{ port: 99_999 }, "The option port must be a whole number from 0 to 65535, not 99999."],
  [{ port: null }, "The option port must be a whole number from 0 to 65535, not null."],
  [{ apiKey: "" }, 'The option apiKey must be a text that is not empty, not "".'],
  [{ apiKey: 5 }, "The option apiKey must be a text that is not empty, not a value of type number."],
  [{ apiKey: ["a-key"] }, "The option apiKey must be a text that is not empty, not a value of type object."],
  [{ requestsPerSecond: 0 }, "The option requestsPerSecond must be a whole number from 1, not 0."],
  [{ requestsPerSecond: -1 }, "The option requestsPerSecond must be a whole number from 1, not -1."],
  [{ requestsPerSecond: "a" }, 'The option requestsPerSecond must be a whole number from 1, not "a".'],
  [{ requestsPerSecond: Number.NaN }, "The option requestsPerSecond must be a whole number from 1, not NaN."],
  [{ maxLiveSessions: 0 }, "The option maxLiveSessions must be a whole number from 1, not 0."],
  [{ maxLiveSessions: "x" }, 'The option maxLiveSessions must be a whole number from 1, not "x".'],
  [{ maxLiveSessions: -1 }, "The option maxLiveSessions must be a whole number from 1, not -1."],
  [{ maxUploadBytes: -5 }, "The option maxUploadBytes must be a whole number from 1, not -5."],
  [{ s2stText: "foo" }, 'The option s2stText must be "source" or "target", not "foo".'],
  [
    { engines: [Promise.resolve(asr)] },
    "The option engines must be a list of recognition engines, each with open and languages, not [ [Promise] ].",
  ],
  [{ engines: { open: 1 } }, "each with open and languages, not [Object]."],
  [{ synthesisEngines: [asr] }, "The option synthesisEngines must be a list of synthesis engines, each with"],
  [
    { translationEngines: [null] },
    "The option translationEngines must be a list of translation engines, each with translate and pairs, not [ null ].",
  ],
  [{ programs: "tts:es=espeak-ng" }, 'The option programs must be a list of texts, not "tts:es=espeak-ng".'],
  [
    { programs: Array(9).fill(5) },
    "The option programs must be a list of texts, not [ 5, 5, 5, 5, 5, 5, 5, 5, 5 ].",
  ],
  [{ faults: "drop@1s" }, 'The option faults must be a list, for example ["drop@2s"], not "drop@1s".'],
  [{ faults: [null] }, "null is no fault: write drop@2s"],
  [{ faults: ["drop@2s", 5] }, "5 is no fault: write drop@2s"],
  [{ scenario: 5 }, "The option scenario must be an object or the path of a JSON file, not 5."],
  [{ scenario: "" }, 'The option scenario must be an object or the path of a JSON file, not "".'],
  [{ record: 5 }, "The option record must be a text that is not empty, not 5."],
  [{ replay: ["a"] }, "The option replay must be a text that is not empty, not [ 'a' ]."],
  [{ clock: Date }, "The option clock must be a Clock, with now and schedule, not [Function: Date]."],
  [{ logger: {} }, "The option logger must have the methods debug, info, warn, error, as console does."],
])("%j is refused before anything is opened", async (options, message) => {
  const record = join(temporary, "session.kotobalog");
  const withLog = typeof options === "object" ? { record, ...options } : options;
  const error = await refusal(withLog);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toHaveProperty("message", expect.stringContaining(message));
  expect(await readdir(temporary)).toEqual([]);
});

it("a scenario beside a replay is refused, since a log says all that is answered", async () => {
  const replay = join(temporary, "session.kotobalog");
  await writeFile(replay, '{"type":"kotobalog","version":1}\n');
  await expect(startEmulator({ replay, scenario: { answers: [{ words: [] }] } })).rejects.toThrow(
    /^The options scenario and replay cannot go together: /,
  );
  await using emulator = await startEmulator({ replay });
  expect(emulator.traffic).toEqual([]);
});

it("every option that is in order is taken, and undefined is the default", async () => {
  const clock = new ManualClock();
  const record = join(temporary, "session.kotobalog");
  await using emulator = await startEmulator({
    host: "127.0.0.1",
    port: 0,
    apiKey: "k",
    engines: [asr],
    synthesisEngines: [createScriptedSynthesisEngine()],
    translationEngines: [createScriptedTranslationEngine()],
    programs: [],
    s2stText: "target",
    maxUploadBytes: 1,
    requestsPerSecond: 1,
    maxLiveSessions: 1,
    faults: ["duplicate", { type: "drop", afterMs: 0 }],
    scenario: {},
    record,
    replay: undefined,
    clock,
    logger: console,
  });
  await expect(access(record)).resolves.toBeUndefined();
  expect(emulator.env.KOTOBA_API_KEY).toBe("k");
});
