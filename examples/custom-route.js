// Uses services at places of their own, from inside a company: through its proxy, trusting its certificates.
//
//   export HTTPS_PROXY=http://USER:PASSWORD@proxy.example:3128    # and NO_PROXY for what is reached straight
//   export COMPANY_CA=company.pem SERVICE=kotoba.example
//   node custom-route.js talk.wav [LANGUAGE]

import { readFile } from "node:fs/promises";
import { KotobaClient, RouteTable } from "@kotoba/sdk";

const { COMPANY_CA, SERVICE = "kotoba.example" } = process.env;
const [path = "talk.wav", language = "en"] = process.argv.slice(2);

// A table of this client's own, before what the environment says. registerEndpoint() does the same for all clients of the process.
const routes = new RouteTable();
routes.registerEndpoint("asr", null, null, `https://${SERVICE}/v1`);
routes.registerEndpoint("asr", null, null, `wss://${SERVICE}/v1/realtime`);
routes.registerEndpoint("tts", null, "ja", `wss://${SERVICE}/v2/tts/ws`);
routes.registerEndpoint("s2st", "en", "ja", `wss://${SERVICE}/sts`);
for (const { modality, source, target, url } of routes.registeredRoutes())
  console.log(`${modality} ${source ?? "any"} to ${target ?? "any"}: ${url}`);

const client = new KotobaClient({
  routes,
  ca: COMPANY_CA === undefined ? undefined : await readFile(COMPANY_CA),
});
try {
  const { text } = await client.asr.transcribe(path, { language });
  console.log(text);
  const speech = await client.tts.synthesize("こんにちは。");
  console.log(`${speech.durationSeconds.toFixed(1)} s of speech`);
} finally {
  await client.close();
}
