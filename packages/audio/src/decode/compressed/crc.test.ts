import { expect, it } from "vitest";
import { crc8, crc32, nextCrc16 } from "./crc.ts";

const CHECK = Uint8Array.from("123456789", (digit) => digit.charCodeAt(0));

// The values that are published for these polynomials with this text.
it("the checksums are the published ones", () => {
  expect(crc8(CHECK)).toBe(0xf4);
  expect(CHECK.reduce(nextCrc16, 0)).toBe(0xfee8);
  expect(crc32(CHECK)).toBe(0x89a1897f);
});

it("a checksum can be continued", () => {
  expect(crc32(CHECK.subarray(4), crc32(CHECK.subarray(0, 4)))).toBe(crc32(CHECK));
});

it("what ends with its checksum gives 0", () => {
  expect([...CHECK, 0xfe, 0xe8].reduce(nextCrc16, 0)).toBe(0);
});
