// Tests of your own code with node:test, against the emulator: no key, no network, and what goes wrong is yours to say.
//
//   npm install --save-dev @kotoba/emulator
//   node --test with-node.test.js

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startEmulator } from "@kotoba/emulator";
import { encodeWav, KotobaClient, RateLimitError } from "@kotoba/sdk";

/** What is tested: yours would be imported. @param {KotobaClient} client @param {Uint8Array} recording */
async function countWords(client, recording) {
  const { text } = await client.asr.transcribe(recording, { language: "en", mode: "one-shot" });
  return text.split(" ").length;
}

const recording = encodeWav(new Int16Array(16_000), { sampleRate: 16_000 });

/** @type {import("@kotoba/emulator").Emulator} */
let emulator;
before(async () => {
  const words = [
    { text: "hello", start: 0.1, end: 0.4 },
    { text: "world", start: 0.5, end: 0.9 },
  ];
  emulator = await startEmulator({
    scenario: {
      answers: [{ words }],
      errors: [
        { on: "speech-to-text", nth: 2, error: "rate_limit_exceeded" },
        { on: "speech-to-text", nth: 4, error: "rate_limit_exceeded" },
      ],
    },
  });
});
after(() => emulator.close());

test("counts the words", async () => {
  const client = new KotobaClient({ url: emulator.url, apiKey: "any" });
  assert.equal(await countWords(client, recording), 2);
  await client.close();
});

test("asks again when the service is busy", async () => {
  const client = new KotobaClient({ url: emulator.url, apiKey: "any" });
  assert.equal(await countWords(client, recording), 2);
  await client.close();
  const answers = emulator.traffic.flatMap((record) => (record.type === "response" ? record.status : []));
  assert.deepEqual(answers, [200, 429, 200]);
});

test("says that the service is busy", async () => {
  const client = new KotobaClient({ url: emulator.url, apiKey: "any", maxRetries: 0 });
  await assert.rejects(countWords(client, recording), (error) => RateLimitError.isInstance(error));
  await client.close();
});
