import { describe, expect, it } from "vitest";
import { TurnText } from "./turn-text.ts";

/** What is told after each hypothesis. */
function tellings(text: TurnText, hypotheses: readonly string[]): string[] {
  return hypotheses.map((hypothesis) => text.grow(hypothesis));
}

function times(count: number, hypothesis: string): string[] {
  return Array.from({ length: count }, () => hypothesis);
}

describe("TurnText", () => {
  it("tells a word when six hypotheses in a row agree on it", () => {
    const text = new TurnText(" ");
    expect(tellings(text, times(7, "go"))).toEqual(["", "", "", "", "", "go", ""]);
    expect(tellings(text, times(6, "go forward"))).toEqual(["", "", "", "", "", " forward"]);
  });

  it("does not tell a word that is still revised, nor what follows one", () => {
    const text = new TurnText(" ");
    expect(tellings(text, [...times(5, "go for"), ...times(5, "go forward ten")]).join("")).toBe("go");
    expect(tellings(text, [...times(5, "so forward ten")]).join("")).toBe("");
    expect(text.grow("so forward ten")).toBe(" forward ten");
  });

  it("takes nothing back: what was told stays, and the whole has it right", () => {
    const text = new TurnText(" ");
    expect(tellings(text, times(6, "go for")).join("")).toBe("go for");
    expect(tellings(text, times(6, "go")).join("")).toBe("");
    expect(text.endUtterance("go forward ten meters")).toBe(" ten meters");
    expect(text.whole).toBe("go forward ten meters");
  });

  it("tells the rest at the end of an utterance, and goes on with the next", () => {
    const text = new TurnText(" ");
    expect(text.whole).toBe("");
    expect(text.endUtterance("good morning")).toBe("good morning");
    expect(tellings(text, times(6, "good")).join("")).toBe(" good");
    expect(text.endUtterance("good bye")).toBe(" bye");
    expect(text.whole).toBe("good morning good bye");
  });

  it("goes by characters where words have no spaces between them", () => {
    const text = new TurnText("");
    expect(tellings(text, times(6, "𠮷は")).join("")).toBe("𠮷は");
    expect(text.endUtterance("𠮷は今日")).toBe("今日");
    expect(text.endUtterance("も")).toBe("も");
    expect(text.whole).toBe("𠮷は今日も");
  });
});
