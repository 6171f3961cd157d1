// Writes what you say while you say it. Ctrl-C ends the recording, and the last words still come.
//
//   node live-from-microphone.js [LANGUAGE]
//
// RECORDER is a program that writes what the microphone hears to its standard output, as 16 bit samples, 16 kHz, mono. Linux: arecord, of
// the package alsa-utils. macOS: brew install sox, and RECORDER="rec -q -t raw -r 16000 -c 1 -b 16 -e signed-integer -L -".

import { spawn } from "node:child_process";
import { once } from "node:events";
import { KotobaClient } from "@kotoba/sdk";

const { RECORDER = "arecord -q -t raw -f S16_LE -r 16000 -c 1" } = process.env;
const [language = "en"] = process.argv.slice(2);

const [program = "", ...args] = RECORDER.split(" ");
const recorder = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
await once(recorder, "spawn"); // fails when there is no such program
process.once("SIGINT", () => recorder.kill());

const client = new KotobaClient();
try {
  // With `resume`, a line that is lost for a while costs no words.
  const session = await client.asr.stream({ language, inputSampleRate: 16_000, resume: true });
  session.feed(recorder.stdout).catch(() => {}); // what goes wrong comes out of the loop, too
  console.error("Speak now.");
  for await (const event of session) {
    if (event.type === "partial_transcript") process.stderr.write(event.text);
    if (event.type === "final_transcript") console.log(`\n${event.text}`);
  }
  process.exitCode = recorder.exitCode ?? 0; // one that failed has said why
} finally {
  recorder.kill();
  await client.close();
}
