// Interprets while you speak: you hear yourself in another language. Wear headphones. Ctrl-C ends the recording, and the rest still comes.
//
//   node live-interpreter.js [FROM TO]
//
// RECORDER and PLAYER: as in live-from-microphone.js and speak-and-play.js.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { KotobaClient } from "@kotoba/sdk";

const { RECORDER = "arecord -q -t raw -f S16_LE -r 16000 -c 1" } = process.env;
const { PLAYER = "aplay -q -t raw -f S16_LE -r 24000 -c 1" } = process.env;
const [source = "en", target = "ja"] = process.argv.slice(2);

const [record = "", ...recordArgs] = RECORDER.split(" ");
const [play = "", ...playArgs] = PLAYER.split(" ");
const recorder = spawn(record, recordArgs, { stdio: ["ignore", "pipe", "inherit"] });
const player = spawn(play, playArgs, { stdio: ["pipe", "ignore", "inherit"] });
const played = once(player, "close");
await Promise.all([once(recorder, "spawn"), once(player, "spawn")]); // fails when there is no such program
process.once("SIGINT", () => recorder.kill());

const client = new KotobaClient();
async function* translation() {
  const session = await client.s2st.stream({ source, target, inputSampleRate: 16_000, resume: true });
  session.feed(recorder.stdout).catch(() => {}); // what goes wrong comes out of the loop, too
  console.error("Speak now.");
  for await (const event of session) {
    if (event.type === "audio_chunk") yield event.audio;
    if (event.type === "partial_transcript") process.stdout.write(event.text);
    if (event.type === "gap")
      console.error(`${event.fromSeconds} to ${event.toSeconds} s may not be translated.`);
  }
}

try {
  await pipeline(translation(), player.stdin);
  await played;
  console.log();
} finally {
  recorder.kill();
  player.kill();
  await client.close();
}
