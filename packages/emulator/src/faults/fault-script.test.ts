import { expect, it } from "vitest";
import { FaultScript } from "./fault-script.ts";

it("gives each attempt the fault whose turn it is, and then none", () => {
  const script = new FaultScript(["drop@1s", "duplicate", "refuse:2", { type: "stall", afterMs: 5 }]);
  expect([1, 2, 3, 4, 5].map(() => script.next()?.type)).toEqual([
    "drop",
    "refuse",
    "refuse",
    "stall",
    undefined,
  ]);
});

it("gives what was given back to the next", () => {
  const script = new FaultScript(["drop@1s", "refuse:1"]);
  const drop = script.next();
  if (drop !== undefined) script.giveBack(drop);
  expect([script.next(), script.next()?.type]).toEqual([drop, "refuse"]);
});

it("knows what holds for all connections, the last rate of several", () => {
  expect(new FaultScript(["slow:1kbps", "duplicate", "slow:2kbps"])).toMatchObject({
    bitsPerSecond: 2000,
    duplicates: true,
  });
  expect(new FaultScript([])).toMatchObject({ bitsPerSecond: undefined, duplicates: false });
});
