// Translates what is said in a recording: talk.wav becomes talk.ja.wav, in another language and voice.
//
//   node translate-file.js talk.wav [FROM TO]

import { format, parse } from "node:path";
import { KotobaClient } from "@kotoba/sdk";

const [path = "talk.wav", source = "en", target = "ja"] = process.argv.slice(2);

const client = new KotobaClient();
try {
  const speech = await client.s2st.translate(path, {
    source,
    target,
    pace: "fast", // "realtime": as a microphone would
  });
  const { dir, name } = parse(path);
  const translation = format({ dir, name, ext: `.${target}.wav` });
  await speech.toWav(translation);
  console.log(`${translation}, ${speech.durationSeconds.toFixed(1)} s`);
  console.log(`What was said: ${speech.transcriptSource ?? "(the service gave no text)"}`);
  for (const { fromSeconds, toSeconds } of speech.metadata.gaps ?? [])
    console.error(`The line was lost: ${fromSeconds} to ${toSeconds} s may not be translated.`);
} finally {
  await client.close();
}
