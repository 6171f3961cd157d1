import { ConfigurationError } from "@kotoba/core";
import { expect, it } from "vitest";
import type { Fault } from "./fault.ts";
import { FaultScript } from "./fault-script.ts";
import { parseFault } from "./parse-fault.ts";

it.each<[string, Fault]>([
  ["drop@2s", { type: "drop", afterMs: 2000 }],
  ["stall@1.5s", { type: "stall", afterMs: 1500 }],
  ["close:1011@500ms", { type: "close", code: 1011, afterMs: 500 }],
  ["close:4999@0s", { type: "close", code: 4999, afterMs: 0 }],
  ["corrupt@2s", { type: "corrupt", afterMs: 2000 }],
  ["corrupt", { type: "corrupt", afterMs: 0 }],
  ["refuse:2", { type: "refuse", attempts: 2 }],
  ["slow:300bps", { type: "slow", bitsPerSecond: 300 }],
  ["slow:50kbps", { type: "slow", bitsPerSecond: 50_000 }],
  ["slow:1.5mbps", { type: "slow", bitsPerSecond: 1_500_000 }],
  ["duplicate", { type: "duplicate" }],
])("%s is read", (text, fault) => {
  expect(parseFault(text)).toEqual(fault);
});

it.each([
  "nonsense",
  "",
  "drop",
  "drop@",
  "drop@2",
  "drop@-2s",
  "drop@1.2.3s",
  "drop@9999999s",
  "drop:5@2s",
  " drop@2s",
  "close@2s",
  "close:1011",
  "close:1005@2s",
  "close:2000@2s",
  "close:1011.5@2s",
  "close:1011ms@2s",
  "corrupt:1",
  "refuse",
  "refuse:0",
  "refuse:1.5",
  "refuse:2@2s",
  "slow:50",
  "slow:0kbps",
  "slow:0.1bps",
  "slow:50gbps",
  "slow:50kbps@1s",
  "duplicate@1s",
  "constructor",
])("%j is refused, with what there is instead", (text) => {
  expect(() => parseFault(text)).toThrow(ConfigurationError);
  expect(() => parseFault(text)).toThrow(/^".*" is no fault: write drop@2s, .*refuse:2, slow:50kbps or dup/);
});

it.each([
  { type: "drop", afterMs: Number.NaN },
  { type: "close", code: 1006, afterMs: 0 },
  { type: "refuse", attempts: Number.POSITIVE_INFINITY },
  { type: "slow", bitsPerSecond: 0 },
] satisfies Fault[])("%j is refused as an object too, and named", (fault) => {
  expect(() => new FaultScript([fault])).toThrow(ConfigurationError);
  expect(() => new FaultScript([fault])).toThrow(`{"type":"${fault.type}"`);
});
