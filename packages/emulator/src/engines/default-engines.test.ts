import { expect, it, vi } from "vitest";
import { startEmulator } from "../emulator.ts";
import { audioOf, LiveTtsTestClient } from "../socket/live-tts-test-client.ts";
import { createScriptedSynthesisEngine } from "./scripted-synthesis-engine.ts";

const SPEECH = { format: "pcm16", sample_rate: 24_000 };

it.each(["ja-man-m02-azawa", "ja-woman-f04-me"])(
  "mei stands in for %s, and it is said",
  async (speaker_id) => {
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    await using emulator = await startEmulator({ logger });
    const client = await LiveTtsTestClient.connect(emulator);
    client.send({ type: "open", speaker_id, ...SPEECH });
    const [created] = await client.until("session.created");
    expect(created).toMatchObject({ language: "ja", speaker_id: "mei" });
    expect(logger.warn.mock.calls).toEqual([[expect.any(String), { speaker: speaker_id, voice: "mei" }]]);
    const seconds = audioOf(await client.speak("2026年5月3日、駅で会いましょう。")).length / 48_000;
    expect(seconds).toBeGreaterThan(3);
    expect(seconds).toBeLessThan(8);
    const failed = (await client.speak("😀")).at(-1);
    expect(failed?.response).toMatchObject({ status: "failed", error: { code: "text_not_speakable" } });
  },
);

it("programs come before all others", async () => {
  const second = "process.stdout.write(Buffer.alloc(48000))";
  await using emulator = await startEmulator({
    programs: [`tts:en(out=s16le,voice=program)='${process.execPath}' -e '${second}'`],
    synthesisEngines: [createScriptedSynthesisEngine()],
  });
  const client = await LiveTtsTestClient.begin(emulator, SPEECH);
  expect(audioOf(await client.speak("Hello."))).toHaveLength(48_000);
  const other = await LiveTtsTestClient.connect(emulator);
  other.send({ type: "open", language: "ja" });
  expect((await other.until("session.created"))[0]?.speaker_id).toBe("ja-woman");
});

it("a program that is not there ends the start", async () => {
  await expect(startEmulator({ programs: ["tts:es=no-such-program-here"] })).rejects.toThrow(
    "no-such-program-here",
  );
});
