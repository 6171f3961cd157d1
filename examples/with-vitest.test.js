// The same with vitest: a live dialogue is tested without a microphone, and a line that breaks without a network. (In jest it is the same,
// with NODE_OPTIONS=--experimental-vm-modules.)
//
//   npm install --save-dev @kotoba/emulator vitest
//   npx vitest run with-vitest.test.js

import { startEmulator } from "@kotoba/emulator";
import { encodeWav, KotobaClient, playAsMicrophone } from "@kotoba/sdk";
import { expect, it, onTestFinished } from "vitest";

/** What is tested: yours would be imported. @param {KotobaClient} client @param {AsyncIterable<Float32Array>} microphone */
async function hear(client, microphone) {
  let heard = "";
  for await (const words of client.asr.transcribeStream(microphone, { language: "en" })) heard += words;
  return heard.trim();
}

// What the microphone hears lasts as long as this silence; what is understood is what the scenario says.
const recording = encodeWav(new Int16Array(1.5 * 24_000), { sampleRate: 24_000 });
const microphone = () => playAsMicrophone(recording, { sampleRate: 24_000 });
const answers = [
  {
    words: [
      { text: "hello", start: 0.2, end: 0.5 },
      { text: "again", start: 0.9, end: 1.2 },
    ],
  },
];

/** @param {import("@kotoba/emulator").EmulatorOptions} options */
async function start(options) {
  const emulator = await startEmulator(options);
  const client = new KotobaClient({ url: emulator.url, apiKey: "any" });
  onTestFinished(async () => {
    await client.close();
    await emulator.close();
  });
  return { emulator, client };
}

it("hears what is said", async () => {
  const { client } = await start({ scenario: { answers } });
  expect(await hear(client, microphone())).toBe("hello again");
});

it("hears it also when the line breaks", async () => {
  const { client, emulator } = await start({ scenario: { answers }, faults: ["drop@700ms"] });
  expect(await hear(client, microphone())).toBe("hello again");
  expect(emulator.traffic.filter(({ type }) => type === "open")).toHaveLength(2);
});

it("says what the service says", async () => {
  const { client } = await start({
    scenario: { answers, errors: [{ on: "live-asr", error: "quota_exceeded" }] },
  });
  await expect(hear(client, microphone())).rejects.toMatchObject({ code: "quota_exceeded" });
});
