import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { startEmulator } from "../emulator.ts";
import { checkScenario } from "./check-scenario.ts";

const WORD = { text: "hello", start: 0.1, end: 0.4 };

describe("a scenario", () => {
  it("comes back from JSON as it was", () => {
    const scenario = {
      answers: [{ words: [WORD], sha256: "0a".repeat(32) }, { words: [] }],
      latency: { jobMs: 100, firstAudioMs: 0 },
      errors: [
        { on: "tts", nth: 2, error: "timeout", at: "work" },
        { on: "s2st", error: { frame: { type: "error", error: "no" }, close: 4001 }, at: "setup" },
        { on: "submit-job", error: { status: 503, body: "<html></html>", headers: { "retry-after": "2" } } },
        { on: "live-asr", error: 1001 },
        { on: "poll-job", error: 404 },
      ],
    };
    expect(JSON.parse(JSON.stringify(checkScenario(JSON.parse(JSON.stringify(scenario)))))).toEqual(scenario);
  });

  it("may be empty", () => {
    expect(checkScenario({})).toEqual({ answers: undefined, latency: undefined, errors: [] });
  });

  it.each([
    [[], "scenario must be an object, not []."],
    [{ answer: [] }, 'scenario has no field "answer": there are answers, latency, errors.'],
    [{ answers: {} }, "scenario.answers must be a list, not {}."],
    [{ answers: [{}] }, "scenario.answers[0].words must be a list, not null."],
    [
      { answers: [{ words: [{ ...WORD, text: "" }] }] },
      'answers[0].words[0].text must be a text that is not empty, not "".',
    ],
    [
      { answers: [{ words: [{ ...WORD, start: -1 }] }] },
      "answers[0].words[0].start must be a number from 0 up, not -1.",
    ],
    [
      { answers: [{ words: [{ ...WORD, end: 0 }] }] },
      "words[0].end must be no less than its start, 0.1, not 0.",
    ],
    [
      { answers: [{ words: [WORD, WORD] }] },
      "words[1].start must be no less than the end of the word before, not 0.1.",
    ],
    [
      { answers: [{ words: [], sha256: "abc" }] },
      'answers[0].sha256 must be a SHA-256 in 64 hexadecimal digits, not "abc".',
    ],
    [
      { answers: [{ words: [] }, { words: [], file: "a.wav" }] },
      "scenario.answers must all have a file or a sha256",
    ],
    [{ latency: { job: 1 } }, 'scenario.latency has no field "job": there are answerMs, jobMs,'],
    [{ latency: { jobMs: "1" } }, 'scenario.latency.jobMs must be a number from 0 up, not "1".'],
    [{ errors: [{ on: "job", error: 500 }] }, "scenario.errors[0].on must be one of submit-job, poll-job,"],
    [{ errors: [{ on: "tts" }] }, "scenario.errors[0].error must be an error of the contract"],
    [{ errors: [{ on: "tts", error: "oops" }] }, "scenario.errors[0].error must be an error of the contract"],
    [{ errors: [{ on: "tts", nth: 0, error: 500 }] }, "scenario.errors[0].nth must be a whole number from 1"],
    [
      { errors: [{ on: "tts", error: 100 }] },
      "scenario.errors[0].error must be a whole number from 200 to 599, not 100.",
    ],
    [
      { errors: [{ on: "tts", error: 1006 }] },
      "scenario.errors[0].error must be a close code that may be sent",
    ],
    [
      { errors: [{ on: "submit-job", error: 1000 }] },
      "scenario.errors[0].error must be one that submit-job can have, not 1000.",
    ],
    [
      { errors: [{ on: "submit-job", error: "x-fal-error" }] },
      'must be one that submit-job can have, not "x-fal-error".',
    ],
    [
      { errors: [{ on: "submit-job", error: "job_failed" }] },
      'must be one that submit-job can have, not "job_failed".',
    ],
    [
      { errors: [{ on: "live-asr", error: "proxy_page" }] },
      'must be one that live-asr at connect can have, not "proxy_page".',
    ],
    [
      { errors: [{ on: "tts", error: "broken_body", at: "connect" }] },
      'must be one that tts at connect can have, not "broken_body".',
    ],
    [
      { errors: [{ on: "s2st", error: "timeout" }] },
      'must be one that s2st at work can have, not "timeout".',
    ],
    [{ errors: [{ on: "tts", error: 503, at: "work" }] }, "must be one that tts at work can have, not 503."],
    [
      { errors: [{ on: "submit-job", error: 503, at: "setup" }] },
      "scenario.errors[0].at must be left out for submit-job.",
    ],
    [{ errors: [{ on: "tts", error: { frame: {} } }] }, "scenario.errors[0].error.frame.type must be a text"],
    [
      { errors: [{ on: "tts", error: { frame: { type: "a" }, code: 1 } }] },
      'has no field "code": there are frame, close.',
    ],
  ])("is refused with the place that is wrong: %j", (scenario, message) => {
    expect(() => checkScenario(scenario)).toThrow(ConfigurationError);
    expect(() => checkScenario(scenario)).toThrow(message);
  });

  it("is refused when a recording cannot be read", async () => {
    const scenario = { answers: [{ file: "/nowhere.wav", words: [] }] };
    await expect(startEmulator({ scenario })).rejects.toThrow(
      /scenario's recording \/nowhere.wav cannot be read/,
    );
  });

  it("may be in a file, which is named when it is wrong", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kotoba-scenario-"));
    const path = join(folder, "slow-day.json");
    await writeFile(path, JSON.stringify({ errors: [{ on: "readiness", error: 503 }] }));
    {
      await using emulator = await startEmulator({ scenario: path });
      const headers = { authorization: "Bearer any" };
      const answer = await fetch(`${emulator.url}/v1/model_and_cuda_availability`, { headers });
      expect(answer.status).toBe(503);
    }
    await writeFile(path, JSON.stringify({ latency: { jobMs: "slow" } }));
    await expect(startEmulator({ scenario: path })).rejects.toThrow(
      `The scenario in ${path} does not hold: scenario.latency.jobMs must be`,
    );
    await writeFile(path, "{");
    await expect(startEmulator({ scenario: path })).rejects.toThrow(
      `The scenario in ${path} cannot be read: `,
    );
    await rm(folder, { recursive: true });
    await expect(startEmulator({ scenario: path })).rejects.toThrow(ConfigurationError);
  });
});
