import { describe, expect, it } from "vitest";
import { ActiveResponse } from "./active-response.ts";
import { SpokenHistory } from "./spoken-history.ts";
import { synthesisSettings } from "./synthesis-options.ts";
import { Utterance } from "./utterance.ts";
import { UtteranceText } from "./utterance-text.ts";

const CLOCK = { now: () => 0, schedule: () => () => {} };

/** An utterance of one response, which has that much audio. */
function utterance(text: string, seconds: number): Utterance {
  const spoken = new Utterance(new UtteranceText(text, synthesisSettings({}), CLOCK));
  const response = new ActiveResponse(text, text);
  response.seconds = seconds;
  spoken.responses.push(response);
  return spoken;
}

function setUp() {
  const history = new SpokenHistory();
  const texts = () => history.sentences().map(({ text }) => text);
  return { history, texts };
}

describe("what is being heard", () => {
  it("is the latest utterance of which audio was taken, and before any was the first to come", () => {
    const { history, texts } = setUp();
    expect(texts()).toEqual([]);
    for (const text of ["one", "two", "three"]) history.begin(utterance(text, 1));
    expect(texts()).toEqual(["one"]);
    history.take("two");
    expect(texts()).toEqual(["two"]);
    for (const late of ["one", "unknown", "two"]) history.take(late);
    expect(texts()).toEqual(["two"]);
    history.take("three");
    expect(texts()).toEqual(["three"]);
  });

  it("is never one that ended without audio", () => {
    const { history, texts } = setUp();
    const [silent, sounding] = [utterance("silent", 0), utterance("sounding", 1)];
    for (const spoken of [silent, sounding]) {
      history.begin(spoken);
      history.end(spoken);
    }
    expect(texts()).toEqual(["sounding"]);
  });

  it("is never one that was cancelled before its audio was taken", () => {
    const { history, texts } = setUp();
    history.begin(utterance("heard", 1));
    history.take("heard");
    history.begin(utterance("cancelled", 1));
    history.cancelComing();
    history.take("cancelled");
    expect(texts()).toEqual(["heard"]);
  });
});
