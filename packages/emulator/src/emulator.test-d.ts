import { expectTypeOf, test } from "vitest";
import {
  createScriptedEngine,
  type Fault,
  type Scenario,
  startEmulator,
  type TrafficRecord,
} from "./index.ts";

test("an emulator says where it listens", async () => {
  await using emulator = await startEmulator({
    port: 0,
    faults: ["drop@500ms", { type: "stall", afterMs: 100 }],
  });
  expectTypeOf(emulator.url).toEqualTypeOf<string>();
  expectTypeOf(emulator.urls.asr).toEqualTypeOf<string>();
  expectTypeOf(emulator.env).toEqualTypeOf<Readonly<Record<string, string>>>();
  expectTypeOf(emulator.traffic).toEqualTypeOf<readonly TrafficRecord[]>();
});

test("an option that is not known is refused", async () => {
  // @ts-expect-error: a number.
  await startEmulator({ port: "0" });
  // @ts-expect-error: `engines`.
  await startEmulator({ engine: createScriptedEngine({ answers: [] }) });
  // @ts-expect-error: the unit is in the name.
  await startEmulator({ scenario: { latency: { answer: 100 } } });
});

test("a fault has what its type needs", () => {
  expectTypeOf<{ type: "close"; code: 1011; afterMs: 5 }>().toExtend<Fault>();
  // @ts-expect-error: with which code?
  const codeless: Fault = { type: "close", afterMs: 5 };
  // @ts-expect-error: no such fault.
  const unknown: Fault = { type: "explode", afterMs: 5 };
  expectTypeOf([codeless, unknown]).toExtend<readonly Fault[]>();
});

test("a scenario names operations and errors of the contract", () => {
  const scenario: Scenario = { errors: [{ on: "live-asr", error: "rate_limit_exceeded", at: "setup" }] };
  // @ts-expect-error: no operation of the contract.
  const elsewhere: Scenario = { errors: [{ on: "live-tts", error: 500 }] };
  // @ts-expect-error: no error of the contract.
  const unheardOf: Scenario = { errors: [{ on: "tts", error: "out_of_coffee" }] };
  expectTypeOf([scenario, elsewhere, unheardOf]).toExtend<readonly Scenario[]>();
});

declare const record: TrafficRecord;

test("a record of the traffic is told by its type", () => {
  switch (record.type) {
    case "frame":
      expectTypeOf(record.from).toEqualTypeOf<"client" | "server">();
      expectTypeOf(record.text).toEqualTypeOf<string>();
      break;
    case "response":
      expectTypeOf(record.status).toEqualTypeOf<number>();
      break;
    case "close":
      expectTypeOf(record.code).toEqualTypeOf<number>();
      break;
    default:
      // @ts-expect-error: not of every record.
      record.text;
  }
});
