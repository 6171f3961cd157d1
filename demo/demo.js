// A recording of a person becomes words, and words become speech, on this machine: the SDK talks to the emulator exactly as it would
// to the hosted service.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { bytesToInt16, encodeWav, LevelMeter, SilenceDetector } from "@kotoba/audio";
import { sampleRecordings, startEmulator, wordErrorRate } from "@kotoba/emulator";
import { KotobaClient } from "@kotoba/sdk";

const recording = sampleRecordings.find(({ name }) => name === "goforward");
if (recording === undefined) throw new Error("The recording goforward is not there.");

const TRANSLATED_FILE = fileURLToPath(new URL("translated.wav", import.meta.url));
const said = new Set();
const folder = await mkdtemp(join(tmpdir(), "kotoba-demo-"));
const emulator = await startEmulator();
const client = new KotobaClient({ url: emulator.url, apiKey: emulator.env.KOTOBA_API_KEY });
try {
  const clip = join(folder, "goforward.wav");
  const samples = bytesToInt16(await readFile(recording.path));
  await writeFile(clip, encodeWav(samples, { sampleRate: 16_000, channels: 1, encoding: "pcm16" }));
  const seconds = samples.length / 16_000;
  say(`1. A recording of a person: goforward.wav, ${seconds.toFixed(1)} s.`);

  say(`2. The emulator listens on ${emulator.url}, with a real English recogniser and a voice inside.`);

  say("3. The SDK uploads the recording as a transcription job:");
  const result = await client.asr.transcribe(clip, {
    language: "en",
    withTimestamps: true,
    pollIntervalMs: 250,
    onProgress: (progress) => sayOnce(`     ${describe(progress)}`),
  });
  say(`     "${result.text}"`);

  say("4. And once more in one request, for the time of each word:");
  const { segments = [] } = await client.asr.transcribe(clip, {
    language: "en",
    withTimestamps: true,
    mode: "one-shot",
  });
  for (const { text, start, end } of segments)
    say(`     ${start.toFixed(2)} - ${end.toFixed(2)} s   ${text}`);

  say(
    `5. And live, as if it were being spoken now, over a WebSocket; the audio ends at ${seconds.toFixed(2)} s:`,
  );
  let startTime = 0;
  await client.asr.transcribeFileStream(clip, {
    language: "en",
    onEvent(event) {
      if (event.type === "session_ready") startTime = performance.now();
      if (event.type !== "partial_transcript" && event.type !== "final_transcript") return;
      const at = ((performance.now() - startTime) / 1000).toFixed(2);
      say(`     ${at} s   ${event.type === "final_transcript" ? `"${event.text}"` : event.text.trim()}`);
    },
  });

  const errors = wordErrorRate(recording.transcript, result.text);
  say(`   The person said "${recording.transcript}": ${(100 * errors).toFixed(0)} % word errors.`);

  say("6. The other way round: a sentence becomes speech, which the recogniser then listens to:");
  const sentence = "The weather is nice today.";
  const spokenFile = join(folder, "spoken.wav");
  startTime = performance.now();
  const speech = await client.tts.synthesize(sentence, { language: "en", speakerId: "rms" });
  const synthesisMs = performance.now() - startTime;
  await speech.toWav(spokenFile);
  const heard = await client.asr.transcribe(spokenFile, { language: "en", pollIntervalMs: 250 });
  say(
    `     spoken  "${sentence}"   ${speech.durationSeconds.toFixed(2)} s of audio in ${synthesisMs.toFixed(0)} ms`,
  );
  say(`     heard   "${heard.text}"`);
  const plain = sentence.toLowerCase().replace(/[.,!?]/g, "");
  say(`     ${(100 * wordErrorRate(plain, heard.text)).toFixed(0)} % word errors.`);

  say("7. And speech to speech: the English recording goes in, Japanese speech comes out:");
  startTime = performance.now();
  let firstAudioSeconds = 0;
  /** @type {string[]} */
  const translations = [];
  const translation = await client.s2st.translate(clip, {
    source: "en",
    target: "ja",
    onEvent(event) {
      if (event.type !== "audio_chunk") return;
      firstAudioSeconds ||= (performance.now() - startTime) / 1000;
      const text = translatedText(event.raw);
      if (text !== undefined) translations.push(text);
    },
  });
  await translation.toWav(TRANSLATED_FILE);
  const japanese = await translation.toFloat32();
  const meter = new LevelMeter();
  meter.add(japanese);
  say(`     said        "${translation.transcriptSource}"`);
  say(`     translated  "${translations.join(" ")}"`);
  say(
    `     ${translation.durationSeconds.toFixed(2)} s at ${translation.sampleRate} Hz, the first after ${firstAudioSeconds.toFixed(2)} s`,
  );
  say(
    `     level ${meter.level.rmsDbfs.toFixed(1)} dBFS, peak ${meter.level.peakDbfs.toFixed(1)} dBFS, ${(100 * silenceShare(japanese, translation.sampleRate)).toFixed(0)} % silence`,
  );
  say(`     Listen to it: ${relative(process.cwd(), TRANSLATED_FILE)}`);
} finally {
  await client.close();
  await emulator.close();
  await rm(folder, { recursive: true });
}

say("\nThe same with your own key and recording:\n");
say("  export KOTOBA_API_KEY=<your key>");
say("  export KOTOBA_ASR_REST_URL=https://<host>/v1");
say("  npx kotoba transcribe <recording> --language en --timestamps");
say("\n  export KOTOBA_TTS_URL=wss://<host>/v2/tts/ws");
say("  npx kotoba speak <text> --output speech.wav");

/**
 * What the emulator adds to the first frame of a translated utterance, for people to see; the service has no such field.
 *
 * @param {unknown} frame
 * @returns {string | undefined}
 */
function translatedText(frame) {
  if (typeof frame !== "object" || frame === null || !("emulator" in frame)) return undefined;
  const { emulator: utterance } = frame;
  if (typeof utterance !== "object" || utterance === null || !("target" in utterance)) return undefined;
  return String(utterance.target);
}

/**
 * @param {Float32Array} samples
 * @param {number} sampleRate
 */
function silenceShare(samples, sampleRate) {
  const detector = new SilenceDetector({ sampleRate, minSilenceSeconds: 0.1 });
  const segments = [...detector.process(samples), ...detector.flush()];
  const silent = segments.filter(({ type }) => type === "silence");
  const seconds = silent.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
  return seconds / (samples.length / sampleRate);
}

/** @param {string} line */
function say(line) {
  console.log(line);
}

/** @param {string} line */
function sayOnce(line) {
  if (!said.has(line)) say(line);
  said.add(line);
}

/** @param {import("@kotoba/sdk").TranscriptionProgress} progress */
function describe(progress) {
  switch (progress.state) {
    case "starting":
      return "waiting for the deployment";
    case "uploading":
      return `uploaded ${progress.sentBytes.toLocaleString("en")} of ${progress.totalBytes?.toLocaleString("en")} bytes`;
    case "processing":
      return `processing, job ${progress.jobId}`;
    case "done":
      return "done";
  }
}
