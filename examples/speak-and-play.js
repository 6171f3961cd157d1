// Speaks a text aloud, while the rest of it is still being made.
//
//   node speak-and-play.js "こんにちは。" [LANGUAGE SPEAKER]
//
// PLAYER is a program that plays 16 bit samples, 24 kHz, mono, from its standard input. Linux: aplay, of the package alsa-utils. macOS: brew
// install sox, and PLAYER="play -q -t raw -r 24000 -c 1 -b 16 -e signed-integer -L -".

import { spawn } from "node:child_process";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { KotobaClient } from "@kotoba/sdk";

const { PLAYER = "aplay -q -t raw -f S16_LE -r 24000 -c 1" } = process.env;
const [text = "こんにちは。お元気ですか。", language = "ja", speakerId] = process.argv.slice(2);

const client = new KotobaClient();
async function* samples() {
  const speech = client.tts.synthesizeStream(text, {
    language,
    speakerId,
    audioFormat: "pcm16",
    sampleRate: 24_000,
  });
  for await (const { data } of speech) yield data;
}

const [program = "", ...args] = PLAYER.split(" ");
const player = spawn(program, args, { stdio: ["pipe", "ignore", "inherit"] });
try {
  // The pipe waits for the player, and so does the service: nothing piles up.
  const [[code]] = await Promise.all([once(player, "close"), pipeline(samples(), player.stdin)]);
  process.exitCode = code ?? 1;
} finally {
  player.kill();
  await client.close();
}
