import { ConfigurationError } from "@kotoba/core";
import { expect, it } from "vitest";
import { startEmulator } from "../emulator.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { createScriptedEngine } from "../engines/scripted-engine.ts";
import { LiveAsrTestClient } from "../socket/live-asr-test-client.ts";

function start(options: EmulatorOptions) {
  const answers = [[[{ text: "hello", start: 0.1, end: 0.5 }]]];
  return startEmulator({ engines: [createScriptedEngine({ answers })], ...options });
}

it("an emulator's live sessions meet its faults in order, its REST requests none", async () => {
  await using emulator = await start({ faults: ["drop@20ms", { type: "close", code: 1012, afterMs: 20 }] });
  const first = await LiveAsrTestClient.open(emulator);
  expect(await first.closed).toBe(1006);
  const second = await LiveAsrTestClient.open(emulator);
  expect(await second.closed).toBe(1012);
  const third = await LiveAsrTestClient.begin(emulator);
  third.append(new Int16Array(16_000));
  third.commit();
  const frames = await third.rest();
  expect(frames.at(-1)?.type).toBe("input_audio_buffer.committed");
  expect(frames.map(({ transcript }) => transcript)).toContain("hello");
  const headers = { authorization: "Bearer k" };
  const { status } = await fetch(`${emulator.url}/v1/model_and_cuda_availability`, { headers });
  expect(status).toBe(200);
});

it("an emulator with faults says good-bye to its sessions when it is closed, and frees its port", async () => {
  const emulator = await start({ faults: ["duplicate"] });
  const client = await LiveAsrTestClient.open(emulator);
  await client.until("transcription_session.created");
  await client.until("transcription_session.created");
  const port = Number(new URL(emulator.url).port);
  await expect(start({ port, faults: ["duplicate"] })).rejects.toThrow(/cannot listen on .*another port/);
  await emulator.close();
  expect(await client.closed).toBe(1001);
  await using again = await start({ port, faults: ["drop@1s"] });
  expect(again.env.KOTOBA_ASR_URL).toBe(`ws://127.0.0.1:${port}/v1/realtime`);
});

it("an emulator closes though a session is stalled", async () => {
  const emulator = await start({ faults: ["stall@0s"] });
  const client = await LiveAsrTestClient.open(emulator);
  await emulator.close();
  expect(await client.closed).toBe(1006);
});

it("an emulator does not start with what is no fault", async () => {
  await expect(start({ faults: ["drop@2s", "nonsense"] })).rejects.toThrow(ConfigurationError);
});
