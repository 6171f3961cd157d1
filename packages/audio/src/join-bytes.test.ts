import { expect, it } from "vitest";
import { joinBytes } from "./join-bytes.ts";

it("joins parts in their order, as a copy", () => {
  const first = Uint8Array.of(1, 2);
  const joined = joinBytes([first, new Uint8Array(0), Uint8Array.of(3)]);
  expect([...joined]).toEqual([1, 2, 3]);
  first[0] = 9;
  expect(joined[0]).toBe(1);
  expect(joinBytes([first, new Uint8Array(0)])).not.toBe(first);
});

it("gives a single part back as it is, and of none nothing", () => {
  const only = Uint8Array.of(1);
  expect(joinBytes([only])).toBe(only);
  expect(joinBytes([])).toEqual(new Uint8Array(0));
});
