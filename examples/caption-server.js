// A web server that answers a recording with its captions, as WebVTT.
//
//   PORT=8080 node caption-server.js
//   curl --data-binary @talk.wav "http://127.0.0.1:8080/?language=en"

import { createServer } from "node:http";
import { AudioFormatError, KotobaClient, KotobaError, TranscriptionError, toVtt } from "@kotoba/sdk";

const client = new KotobaClient(); // one for the whole process: it shares connections and retries
const server = createServer(answer);

/** @type {import("node:http").RequestListener} */
async function answer(request, response) {
  const left = new AbortController();
  response.once("close", () => left.abort()); // nobody waits any more: neither does the client
  try {
    const { searchParams } = new URL(request.url ?? "/", "http://localhost");
    const language = searchParams.get("language") ?? "en";
    // The request is passed on as it comes: uploads of any size take no memory.
    const result = await client.asr.transcribe(request, {
      language,
      withTimestamps: true,
      signal: left.signal,
    });
    response.writeHead(200, { "content-type": "text/vtt; charset=utf-8" }).end(toVtt(result));
  } catch (error) {
    if (left.signal.aborted) return;
    console.error(error);
    const isTheirs = AudioFormatError.isInstance(error) || TranscriptionError.isInstance(error);
    const message = KotobaError.isInstance(error) ? error.message : "Something went wrong.";
    response
      .writeHead(isTheirs ? 422 : 502, { "content-type": "text/plain; charset=utf-8" })
      .end(`${message}\n`);
  }
}

server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(`http://127.0.0.1:${address?.port}`);
});

// Answers what has been asked, and then ends.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close(() => client.close()));
