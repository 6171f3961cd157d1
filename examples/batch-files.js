// Transcribes every recording of a folder, four at a time: talk.wav becomes talk.wav.txt. What has its text already is left alone, so a
// run that was interrupted can simply be repeated.
//
//   node batch-files.js FOLDER [LANGUAGE]

import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AuthError, KotobaClient, KotobaError } from "@kotoba/sdk";

const AT_A_TIME = 4;
const [folder = ".", language = "en"] = process.argv.slice(2);

const names = await readdir(folder);
const waiting = names.filter((name) => /\.(wav|mp3|flac|ogg)$/i.test(name) && !names.includes(`${name}.txt`));
const client = new KotobaClient();

async function work() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    try {
      const { text } = await client.asr.transcribe(join(folder, name), { language });
      await writeFile(join(folder, `${name}.txt`), `${text}\n`);
      console.log(`${name}: ${text}`);
    } catch (error) {
      // A bad file does not stop the others; a wrong key would fail them all.
      if (!KotobaError.isInstance(error) || AuthError.isInstance(error)) throw error;
      console.error(`${name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}

try {
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
} finally {
  await client.close();
}
