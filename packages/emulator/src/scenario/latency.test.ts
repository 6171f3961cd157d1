import { encodeWav } from "@kotoba/audio";
import { ManualClock } from "@kotoba/core/testing";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Emulator, startEmulator } from "../emulator.ts";
import { createScriptedSynthesisEngine } from "../engines/scripted-synthesis-engine.ts";
import { LiveAsrTestClient } from "../socket/live-asr-test-client.ts";
import { LiveTtsTestClient } from "../socket/live-tts-test-client.ts";
import type { ScenarioLatency } from "./scenario.ts";

const HEADERS = { authorization: "Bearer k" };

function start(clock: ManualClock, latency: ScenarioLatency): Promise<Emulator> {
  const answers = [{ words: [{ text: "hello", start: 0.1, end: 0.4 }] }];
  const synthesisEngines = [createScriptedSynthesisEngine()];
  return startEmulator({ clock, synthesisEngines, scenario: { answers, latency } });
}

/** When, by the clock, a record of this kind was made; undefined when there is none yet. */
function timeOf({ traffic }: Emulator, kind: string): number | undefined {
  return traffic.find((record) => {
    if (record.type === "frame") return JSON.parse(record.text).type === kind;
    return record.type === kind;
  })?.timeMs;
}

/** Moves time on while something is waited for. */
async function runUntil(clock: ManualClock, ended: Promise<unknown>): Promise<void> {
  let isOver = false;
  const watching = ended.finally(() => {
    isOver = true;
  });
  while (!isOver) await clock.advance(clock.pendingTimers > 0 ? 10 : 0);
  await watching;
}

it("a request is answered after answerMs", async () => {
  const clock = new ManualClock();
  await using emulator = await start(clock, { answerMs: 700 });
  const answer = fetch(`${emulator.urls.rest}/model_and_cuda_availability`, { headers: HEADERS });
  await clock.advanceToNextTimer();
  expect((await answer).status).toBe(200);
  expect(timeOf(emulator, "response")).toBe(700);
});

it("a job is done after jobMs", async () => {
  const clock = new ManualClock();
  await using emulator = await start(clock, { jobMs: 5000 });
  const form = new FormData();
  const wav = encodeWav(new Float32Array(16_000), { sampleRate: 16_000, channels: 1 });
  form.append("file", new Blob([new Uint8Array(wav)]), "a.wav");
  const url = `${emulator.urls.rest}/transcription_jobs`;
  const response = await fetch(url, { method: "POST", headers: HEADERS, body: form });
  const { job_id } = (await response.json()) as { job_id: string };
  const poll = async () => (await fetch(`${url}/${job_id}`, { headers: HEADERS })).status;
  await clock.advance(4999);
  expect(await poll()).toBe(202);
  await clock.advance(1);
  await expect.poll(poll).toBe(200);
});

it("a handshake is answered after handshakeMs, and is ended by the end of the emulator", async () => {
  const clock = new ManualClock();
  const emulator = await start(clock, { handshakeMs: 3000 });
  const opening = LiveAsrTestClient.open(emulator);
  await clock.advanceToNextTimer();
  (await opening).socket.terminate();
  expect(timeOf(emulator, "open")).toBe(3000);
  const late = new WebSocket(emulator.urls.asr, { headers: HEADERS });
  const failed = new Promise((resolve) => late.once("error", resolve));
  await expect.poll(() => clock.pendingTimers).toBe(1);
  await emulator.close();
  expect(await failed).toBeInstanceOf(Error);
  expect(clock.pendingTimers).toBe(0);
});

it("texts come textMs later, and the end of the session after them", async () => {
  const clock = new ManualClock();
  await using emulator = await start(clock, { textMs: 250 });
  const client = await LiveAsrTestClient.begin(emulator);
  client.append(new Int16Array(16_000));
  client.commit();
  await runUntil(clock, client.until("input_audio_buffer.committed"));
  await client.closed;
  expect(timeOf(emulator, "conversation.item.created")).toBe(0);
  expect(timeOf(emulator, "conversation.item.input_audio_transcription.delta")).toBe(250);
});

it("the first audio comes after firstAudioMs, and each further after audioFrameMs", async () => {
  const clock = new ManualClock();
  await using emulator = await start(clock, { firstAudioMs: 400, audioFrameMs: 30 });
  const client = await LiveTtsTestClient.begin(emulator);
  client.send({ type: "response.create", text: "hello" });
  await runUntil(clock, client.until("response.done"));
  const times = emulator.traffic.flatMap((record) =>
    record.type === "frame" && record.text.includes('"audio.chunk"') ? record.timeMs : [],
  );
  expect(times.length).toBeGreaterThan(2);
  expect(times).toEqual(times.map((_, i) => 400 + 30 * i));
  client.socket.close();
  await client.closed;
});

it("a session that is over leaves no timer behind", async () => {
  const clock = new ManualClock();
  await using emulator = await start(clock, { firstAudioMs: 400 });
  const client = await LiveTtsTestClient.begin(emulator);
  client.send({ type: "response.create", text: "hello" });
  await expect.poll(() => clock.pendingTimers).toBe(1);
  client.socket.terminate();
  await expect.poll(() => clock.pendingTimers).toBe(0);
});
