import { expectTypeOf, test } from "vitest";
import { AsrClient, KotobaClient, RouteTable, type S2stClient, type TtsClient } from "./index.ts";

test("one client has all three", () => {
  const client = new KotobaClient({ apiKey: "key" });
  expectTypeOf(client.asr).toEqualTypeOf<AsrClient>();
  expectTypeOf(client.tts).toEqualTypeOf<TtsClient>();
  expectTypeOf(client.s2st).toEqualTypeOf<S2stClient>();
  // @ts-expect-error: it has them for good.
  client.asr = new AsrClient();
});

test("a key is a string, or asked for each time", () => {
  new KotobaClient({ apiKey: () => "key" });
  new KotobaClient({ apiKey: async () => "key" });
  // @ts-expect-error: a promise would be asked for once.
  new KotobaClient({ apiKey: Promise.resolve("key") });
});

test("an option that is not known, or known by another name, is refused", () => {
  new KotobaClient({
    timeoutMs: 1000,
    maxRetries: 2,
    asrUrl: "https://asr.example.org",
    routes: new RouteTable({}),
  });
  // @ts-expect-error: durations carry their unit.
  new KotobaClient({ timeout: 1 });
  // @ts-expect-error: a number, in milliseconds.
  new KotobaClient({ timeoutMs: "1s" });
  // @ts-expect-error: the name in the environment.
  new KotobaClient({ KOTOBA_API_KEY: "key" });
  // @ts-expect-error: `apiKey`.
  new KotobaClient({ apikey: "key" });
});

test("a route names one of the three services", () => {
  const routes = new RouteTable({});
  routes.registerEndpoint("tts", null, "ko", "wss://tts.example.org");
  // @ts-expect-error: no such service.
  routes.registerEndpoint("stt", null, "ko", "wss://stt.example.org");
  // @ts-expect-error: both languages, or null.
  routes.registerEndpoint("tts", "ko", "wss://tts.example.org");
});

test("a client can be disposed of", async () => {
  await using client = new KotobaClient();
  expectTypeOf(client.close()).resolves.toBeVoid();
});
