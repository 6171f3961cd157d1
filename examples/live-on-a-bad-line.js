// Live recognition that survives a line which breaks: what is not answered for is sent again on a new one, and what cannot be is told.
//
//   node live-on-a-bad-line.js talk.wav [LANGUAGE]
//
// To see it happen: npx kotoba emulator --fault drop@2s --fault refuse:2

import { KotobaClient, playAsMicrophone } from "@kotoba/sdk";

const [path = "talk.wav", language = "en"] = process.argv.slice(2);

const client = new KotobaClient();
try {
  const session = await client.asr.stream({
    language,
    inputSampleRate: 16_000,
    // A microphone cannot wait: after half a minute without a line, the oldest audio is given up, and told as a gap.
    resume: { maxBufferSeconds: 30, deadlineMs: 60_000, onOverflow: "drop-oldest" },
  });
  session.feed(playAsMicrophone(path, { sampleRate: 16_000 })).catch(() => {}); // comes out of the loop, too
  for await (const event of session) {
    if (event.type === "final_transcript") console.log(event.text);
    if (event.type === "reconnecting")
      console.error(`The line is lost: attempt ${event.attempt} at a new one.`);
    if (event.type === "reconnected") console.error(`It is back: ${event.replayedSeconds} s are sent again.`);
    if (event.type === "gap")
      console.error(`Lost: ${event.fromSeconds} to ${event.toSeconds} s, ${event.reason}.`);
  }
  const { reconnects, gaps } = session.stats();
  console.error(`Reconnections: ${reconnects}, gaps: ${gaps.length}`);
} finally {
  await client.close();
}
