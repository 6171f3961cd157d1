import { describe, expect, it } from "vitest";
import { pairTurns } from "./pair-turns.ts";

/** Turns, each of a second from its time on. */
function turns(...all: readonly (readonly [text: string, start: number])[]) {
  return all.map(([text, start]) => ({ text, start, end: start + 1 }));
}

describe("a talk and its translation", () => {
  it("stand beside each other in order where they have as many sentences, whatever their times", () => {
    expect(pairTurns(turns(["a", 0], ["b", 2]), turns(["A", 2.5], ["B", 10]))).toEqual([
      { start: 0, end: 1, source: ["a"], target: ["A"] },
      { start: 2, end: 3, source: ["b"], target: ["B"] },
    ]);
  });

  it("have their sentences told apart, in time with their length", () => {
    const [first, second] = pairTurns(
      [{ text: "One. Three.", start: 10, end: 21 }],
      turns(["Eins.", 13], ["Drei.", 18]),
    );
    expect(first).toMatchObject({ start: 10, end: 15, source: ["One."], target: ["Eins."] });
    expect(second).toMatchObject({ start: 15, end: 21, source: ["Three."], target: ["Drei."] });
  });

  it("stand beside each other by their times, less the delay, where the translation is in more parts", () => {
    const target = turns(["A", 3], ["A2", 4.5], ["B", 7.5], ["C", 11]);
    expect(pairTurns(turns(["a", 0], ["b", 4], ["c", 8]), target)).toEqual([
      { start: 0, end: 1, source: ["a"], target: ["A", "A2"] },
      { start: 4, end: 5, source: ["b"], target: ["B"] },
      { start: 8, end: 9, source: ["c"], target: ["C"] },
    ]);
  });

  it("leave no sentence alone where the translation is in fewer", () => {
    expect(pairTurns(turns(["a", 0], ["b", 4], ["c", 8]), turns(["AB", 3], ["C", 11]))).toEqual([
      { start: 0, end: 5, source: ["a", "b"], target: ["AB"] },
      { start: 8, end: 9, source: ["c"], target: ["C"] },
    ]);
  });
});
