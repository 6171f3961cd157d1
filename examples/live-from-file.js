// Recognises a recording live, as if it were being spoken now: words on standard error as they come, whole turns on standard output.
//
//   node live-from-file.js talk.wav [LANGUAGE]

import { KotobaClient } from "@kotoba/sdk";

const [path = "talk.wav", language = "en"] = process.argv.slice(2);

const client = new KotobaClient();
try {
  await client.asr.transcribeFileStream(path, {
    language,
    pace: "realtime", // "fast": as fast as the service takes it
    onEvent(event) {
      if (event.type === "partial_transcript") process.stderr.write(event.text);
      if (event.type === "final_transcript") console.log(event.text);
    },
  });
} finally {
  await client.close();
}
