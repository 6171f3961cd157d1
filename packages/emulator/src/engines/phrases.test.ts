import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_PHRASE_LENGTH, phrasesOf, sentencesOf } from "./phrases.ts";

async function all(text: string | AsyncIterable<string>): Promise<string[]> {
  const phrases: string[] = [];
  for await (const phrase of phrasesOf(text)) phrases.push(phrase);
  return phrases;
}

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

/** Text with all that matters for where it is cut. */
const prose = fc
  .array(
    fc.constantFrom(
      ..."abAB1 \n.,!?;'\")。、」！é—",
      ". ",
      "Dr. ",
      "U.S. ",
      "word ",
      "\n\n",
      "😀",
      "x".repeat(50),
      "it goes on, ",
    ),
    { maxLength: 120 },
  )
  .map((parts) => parts.join(""));

describe("phrases", () => {
  it.each([
    ["Hello. How are you? Fine!", ["Hello.", "How are you?", "Fine!"]],
    ['"Really?" she said. "Yes." Then', ['"Really?" she said.', '"Yes."', "Then"]],
    ["Dr. Smith met J. Doe of the U.S. Army.", ["Dr. Smith met J. Doe of the U.S. Army."]],
    ["We met at the café. Then we left.", ["We met at the café.", "Then we left."]],
    ["It costs 3.5 at example.com. it said", ["It costs 3.5 at example.com. it said"]],
    ["A heading\n\nand its\ntext", ["A heading", "and its\ntext"]],
    ["こんにちは。「はい。」そうです！次", ["こんにちは。", "「はい。」", "そうです！", "次"]],
    ["  \n ", []],
  ])("of %j are its sentences", async (text, phrases) => {
    expect(await all(text)).toEqual(phrases);
  });

  it("of a long sentence end at a comma, else between words, else anywhere but within a character", async () => {
    const clause = `${"long ".repeat(20)}clause, `;
    expect(await all(clause.repeat(2) + clause)).toEqual(Array(3).fill(clause.trimEnd()));
    const words = await all("words ".repeat(50));
    expect(words.map((phrase) => phrase.length)).toEqual([197, 101]);
    const emoji = await all(`x${"😀".repeat(150)}`);
    expect(emoji).toEqual([`x${"😀".repeat(99)}`, "😀".repeat(51)]);
  });

  it("come as soon as they are whole, while the rest of the text is still being written", async () => {
    async function* written() {
      yield "Hel";
      yield "lo. H";
      throw new Error("and so on");
    }
    const phrases = phrasesOf(written());
    expect(await phrases.next()).toEqual({ done: false, value: "Hello." });
    await expect(phrases.next()).rejects.toThrow("and so on");
  });

  it("end when the signal aborts, though the text never does", async () => {
    const controller = new AbortController();
    async function* endless(): AsyncGenerator<string> {
      yield "Hello. H";
      await new Promise(() => {});
    }
    const phrases = phrasesOf(endless(), controller.signal);
    await phrases.next();
    const next = phrases.next();
    controller.abort(new Error("enough"));
    await expect(next).rejects.toThrow("enough");
  });

  it("hold all of the text, and are never too long or blank", async () => {
    await fc.assert(
      fc.asyncProperty(prose, async (text) => {
        const phrases = await all(text);
        expect(phrases.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        for (const phrase of phrases) {
          expect(phrase.trim()).toBe(phrase);
          expect(phrase).not.toBe("");
          expect(phrase.length).toBeLessThanOrEqual(MAX_PHRASE_LENGTH);
          expect(phrase).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
        }
      }),
    );
  });

  it("do not depend on how the text was cut when it came", async () => {
    await fc.assert(
      fc.asyncProperty(prose, fc.array(fc.nat(), { maxLength: 20 }), async (text, places) => {
        const cuts = [0, ...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b)];
        const cut = cuts.map((start, index) => text.slice(start, cuts[index + 1]));
        expect(await all(pieces(...cut))).toEqual(await all(text));
      }),
    );
  });
});

describe("sentences", () => {
  it("end where phrases do, but are never cut for their length", () => {
    const long = "And then on ".repeat(50).trim();
    expect(sentencesOf(`Mr. Smith came. ${long}! Why? `)).toEqual(["Mr. Smith came.", `${long}!`, "Why?"]);
    expect(sentencesOf("駅です。そうですか？")).toEqual(["駅です。", "そうですか？"]);
    expect(sentencesOf(" ")).toEqual([]);
  });

  it("hold all of the text but its white space", () => {
    fc.assert(
      fc.property(prose, (text) => {
        expect(sentencesOf(text).join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      }),
    );
  });
});
