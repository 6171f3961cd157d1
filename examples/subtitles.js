// Writes subtitles beside a recording: talk.wav gets talk.srt.
//
//   node subtitles.js talk.wav [LANGUAGE]

import { writeFile } from "node:fs/promises";
import { format, parse } from "node:path";
import { KotobaClient, toSrt } from "@kotoba/sdk";

const [path = "talk.wav", language = "en"] = process.argv.slice(2);

const client = new KotobaClient();
try {
  const result = await client.asr.transcribe(path, {
    language,
    withTimestamps: true,
    onProgress: ({ state }) => console.error(state),
  });
  const { dir, name } = parse(path);
  const subtitles = format({ dir, name, ext: ".srt" });
  // Lines of at most 42 columns (21 of Japanese), two at a time, unless you say otherwise; toVtt writes WebVTT.
  await writeFile(subtitles, toSrt(result, { maxColumns: 42 }));
  console.log(subtitles);
} finally {
  await client.close();
}
