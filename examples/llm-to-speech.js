// Speaks what a language model writes, while it writes: the first sentence sounds before the last is there.
//
//   node llm-to-speech.js [answer.wav]

import { setTimeout as delay } from "node:timers/promises";
import { KotobaClient, writeWavFile } from "@kotoba/sdk";

const [path = "answer.wav"] = process.argv.slice(2);
const ANSWER = "はい、承知しました。明日の天気は晴れです。気温は二十度くらいになるでしょう。";

/** Yours goes here: any iterable or stream of strings. */
async function* tokens() {
  for (const token of ANSWER.match(/.{1,2}/gu) ?? []) {
    await delay(50);
    yield token;
  }
  console.log(`The text is complete after ${seconds()} s.`);
}

const start = performance.now();
const seconds = () => ((performance.now() - start) / 1000).toFixed(1);

const client = new KotobaClient();
try {
  const speech = [];
  let sampleRate = 24_000;
  for await (const chunk of client.tts.synthesizeStream(tokens(), { language: "ja", audioFormat: "pcm16" })) {
    if (speech.length === 0) console.log(`The first audio comes after ${seconds()} s.`);
    speech.push(chunk.data); // or play it: see speak-and-play.js
    sampleRate = chunk.sampleRate; // what the service agreed to
  }
  await writeWavFile(path, speech, { sampleRate, encoding: "pcm16" });
  console.log(path);
} finally {
  await client.close();
}
