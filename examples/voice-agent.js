// A dialogue: it listens, thinks and speaks, and falls silent as soon as you speak up. Wear headphones, or it hears itself. Ctrl-C ends it.
//
//   node voice-agent.js [LANGUAGE SPEAKER]
//
// RECORDER and PLAYER: as in live-from-microphone.js and speak-and-play.js.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { KotobaClient } from "@kotoba/sdk";

const { RECORDER = "arecord -q -t raw -f S16_LE -r 16000 -c 1" } = process.env;
const { PLAYER = "aplay -q -t raw -f S16_LE -r 24000 -c 1" } = process.env;
const [language = "en", speakerId = "rms"] = process.argv.slice(2);

/** @type {{ role: "user" | "assistant", content: string }[]} */
const history = [];

/** This is yours: a language model that is given the dialogue so far, and answers token by token. */
async function* think() {
  yield* ["You said: ", history.at(-1)?.content ?? "", ". There is a lot to be said about that. "];
  yield* ["One could begin at the beginning, ", "or in the middle. I will go on until you speak up."];
}

const [record = "", ...recordArgs] = RECORDER.split(" ");
const recorder = spawn(record, recordArgs, { stdio: ["ignore", "pipe", "inherit"] });
await once(recorder, "spawn"); // fails when there is no such program
process.once("SIGINT", () => recorder.kill());

const client = new KotobaClient();
const ears = await client.asr.stream({ language, inputSampleRate: 16_000, resume: true });
const mouth = await client.tts.stream({ language, speakerId, audioFormat: "pcm16", sampleRate: 24_000 });

/** @type {{ playingSince?: number } | undefined} */
let answer;
/** @type {ReturnType<typeof startPlayer> | undefined} */
let player;

function startPlayer() {
  const [play = "", ...playArgs] = PLAYER.split(" ");
  const started = spawn(play, playArgs, { stdio: ["pipe", "ignore", "inherit"] });
  started.stdin.on("error", () => {}); // it is told to stop in the middle of a sentence
  return started;
}

async function speak() {
  for await (const event of mouth) {
    if (event.type !== "audio_chunk" || answer === undefined) continue;
    answer.playingSince ??= performance.now();
    player ??= startPlayer();
    player.stdin.write(event.audio);
  }
}

async function fallSilent() {
  if (answer === undefined) return;
  const { playingSince } = answer;
  answer = undefined;
  player?.kill();
  player = undefined;
  if (playingSince === undefined) return await mouth.cancel(); // nothing of it was heard
  const playedSeconds = (performance.now() - playingSince) / 1000;
  const { spokenText } = await mouth.interrupt({ playedSeconds });
  history.push({ role: "assistant", content: spokenText }); // what was heard, and no more
  console.log(`Agent: ${spokenText}`);
}

async function listen() {
  ears.feed(recorder.stdout).catch(() => {}); // what goes wrong comes out of the loop, too
  for await (const event of ears) {
    if (event.type !== "partial_transcript" && event.type !== "final_transcript") continue;
    await fallSilent();
    if (event.type !== "final_transcript" || event.text === "") continue;
    history.push({ role: "user", content: event.text });
    console.log(`You: ${event.text}`);
    answer = {};
    mouth.synthesize(think()).catch((error) => console.error(error)); // a failure of the model, say
  }
  await fallSilent();
  await mouth.close();
}

try {
  await Promise.all([speak(), listen()]);
} finally {
  recorder.kill();
  player?.kill();
  await client.close();
}
