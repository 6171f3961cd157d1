// What a user of @kotoba/sdk might write: compiled and run where nothing else of the project is installed.

import { type AudioResult, AuthError, KotobaClient, KotobaError, type S2stResult } from "@kotoba/sdk";

async function main(clip: string): Promise<void> {
  const client = new KotobaClient();
  const { text } = await client.asr.transcribe(clip, { language: "en", mode: "one-shot" });
  const speech: AudioResult = await client.tts.synthesize("The weather is nice today.", {
    language: "en",
    speakerId: "rms",
  });
  const wav = await speech.toWavBytes();
  const translation: S2stResult = await client.s2st.translate(clip, { source: "en", target: "ja" });
  await client.close();
  console.log(
    JSON.stringify({
      text,
      spokenSeconds: Math.round(speech.durationSeconds),
      wavStart: new TextDecoder().decode(wav.subarray(0, 4)),
      heard: translation.transcriptSource,
      translatedIsAudio: translation.audio.byteLength > 10_000,
      errorsAreOne: KotobaError.isInstance(new AuthError("no key")),
    }),
  );
}

void main(process.argv[2] ?? "");
