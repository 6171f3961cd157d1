import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AsrEvent } from "./live-events.ts";
import { TranscriptAssembler } from "./transcript-assembler.ts";

const partial = (text: string, itemId?: string): AsrEvent =>
  ({ type: "partial_transcript", text, raw: {}, ...(itemId === undefined ? {} : { itemId }) }) as const;
const final = (text: string, itemId?: string): AsrEvent =>
  ({ type: "final_transcript", text, raw: {}, ...(itemId === undefined ? {} : { itemId }) }) as const;

function assemble(events: readonly AsrEvent[]): readonly string[] {
  const assembler = new TranscriptAssembler();
  for (const event of events) assembler.add(event);
  return assembler.turns;
}

interface SpokenTurn {
  readonly deltas: readonly string[];
  readonly completed: string | undefined;
}

const spokenTurns = fc.array(
  fc.record<SpokenTurn>({
    deltas: fc.array(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 5 }),
    completed: fc.option(fc.string({ maxLength: 12 }), { nil: undefined }),
  }),
  { maxLength: 6 },
);

/** The contract's transcript: the completed text of a turn, or else its deltas; never both. */
const expectedOf = (turns: readonly SpokenTurn[]) =>
  turns.map(({ deltas, completed }) => (completed ?? deltas.join("")).trim()).filter((text) => text !== "");

describe("a transcript is the contract's", () => {
  it("for turns in any interleaving, in the order in which they began", () => {
    fc.assert(
      fc.property(spokenTurns, fc.infiniteStream(fc.nat()), (turns, choices) => {
        const queues = turns.map(({ deltas, completed }, index) => [
          ...deltas.map((delta) => partial(delta, `t${index}`)),
          ...(completed === undefined ? [] : [final(completed, `t${index}`)]),
        ]);
        const events: AsrEvent[] = [];
        const begun: number[] = [];
        for (let left = queues.filter((queue) => queue.length > 0); left.length > 0; ) {
          const queue = left[(choices.next().value ?? 0) % left.length];
          const event = queue?.shift();
          if (queue === undefined || event === undefined) break;
          const index = queues.indexOf(queue);
          if (!begun.includes(index)) begun.push(index);
          events.push(event);
          left = queues.filter((rest) => rest.length > 0);
        }
        const inOrder = begun.flatMap((index) => turns[index] ?? []);
        expect(assemble(events)).toEqual(expectedOf(inOrder));
      }),
    );
  });

  it("for turns without names, which follow each other", () => {
    // Without a name, nothing but `completed` tells where a turn ends.
    const named = spokenTurns.map((turns) =>
      turns.map((turn, index) => ({
        ...turn,
        completed: turn.completed ?? (index === turns.length - 1 ? undefined : "x"),
      })),
    );
    fc.assert(
      fc.property(named, (turns) => {
        const events = turns.flatMap(({ deltas, completed }) => [
          ...deltas.map((delta) => partial(delta)),
          ...(completed === undefined ? [] : [final(completed)]),
        ]);
        expect(assemble(events)).toEqual(expectedOf(turns));
      }),
    );
  });

  it("whatever other events come between", () => {
    const others: AsrEvent[] = [{ type: "committed", raw: {} }, { type: "done" }];
    expect(assemble([partial("a", "1"), ...others, partial("b", "1"), final("", "2")])).toEqual(["ab"]);
  });

  it("when deltas come late, behind the completed text of their turn", () => {
    expect(assemble([final("whole", "1"), partial("late", "1"), partial("next", "2")])).toEqual([
      "whole",
      "next",
    ]);
  });
});
