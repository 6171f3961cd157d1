import { ProtocolError } from "@kotoba/core";
import { type ScriptedConnection, startScriptedSocketServer, until } from "@kotoba/core/testing";
import { describe, expect, it } from "vitest";
import type { AudioChunk } from "../result/audio-chunk.ts";
import { TtsClient } from "../tts-client.ts";
import type { TtsOptions } from "./synthesis-options.ts";
import {
  caught,
  chunkFrame,
  createdFrame,
  doneFrame,
  NOTHING_LEFT,
  speakAll,
  TEST_KEY,
  type TtsTestBed,
  ttsTestBed,
} from "./tts-test-bed.ts";
import type { TextInput } from "./utterance-text.ts";

const SENTENCES = ["今日はいい天気です。", "明日は雨が降ります。", "傘を持って行きましょう。"];

/** All chunks of a stream, and what it ended with, if that was no ordinary end. */
async function collect(chunks: AsyncIterable<AudioChunk>) {
  const all: AudioChunk[] = [];
  try {
    for await (const chunk of chunks) all.push(chunk);
    return { chunks: all };
  } catch (error) {
    return { chunks: all, error };
  }
}

/** Both ways to speak a text on a session of its own: each gives what it fails with. */
const WAYS: readonly [
  string,
  (bed: TtsTestBed, text: TextInput, options?: TtsOptions) => Promise<unknown>,
][] = [
  ["synthesize", (bed, text, options) => caught(bed.tts.synthesize(text, withSignal(bed, options)))],
  [
    "synthesizeStream",
    async (bed, text, options) =>
      (await collect(bed.tts.synthesizeStream(text, withSignal(bed, options)))).error ?? "fine",
  ],
];

const withSignal = (bed: TtsTestBed, options: TtsOptions = {}) => ({
  signal: bed.controller.signal,
  ...options,
});

/** A source that gives what it has and then hangs, until it is let go. */
function hanging(...pieces: string[]) {
  const state = { asked: 0, returned: 0 };
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next() {
        state.asked++;
        const value = pieces.shift();
        return value === undefined ? new Promise(() => {}) : Promise.resolve({ done: false, value });
      },
      async return() {
        state.returned++;
        return { done: true, value: undefined };
      },
    }),
  };
  return { source, state };
}

/** A source that waits, gives what it has, then ends or fails. */
async function* asyncly(pieces: readonly string[], failure?: Error, ready?: Promise<void>) {
  if (ready !== undefined) await ready;
  yield* pieces;
  if (failure !== undefined) throw failure;
}

describe("synthesizeStream", () => {
  it("gives the audio of all sentences, and ends", async () => {
    const texts: string[] = [];
    await using bed = await ttsTestBed((peer) => speakAll(peer, texts));
    const { chunks, error } = await collect(bed.tts.synthesizeStream(SENTENCES, withSignal(bed)));
    expect(error).toBeUndefined();
    expect(texts).toEqual(SENTENCES);
    const data = new Uint8Array(1600).fill(1);
    const chunk = { data, sampleRate: 8000, audioFormat: "pcm16", isFinal: true };
    expect(chunks).toEqual([chunk, chunk, chunk]);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("sounds before the text has ended", async () => {
    const { source, state } = hanging(`${SENTENCES[0]}\n`);
    await using bed = await ttsTestBed(speakAll);
    for await (const { data } of bed.tts.synthesizeStream(source, withSignal(bed))) {
      expect(data).toHaveLength(1600);
      break;
    }
    expect(state.returned).toBe(1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("reads the text while the session is being opened", async () => {
    const { source, state } = hanging(`${SENTENCES[0]}\n`);
    let greet: () => void = () => {};
    const greeted = new Promise<void>((resolve) => {
      greet = resolve;
    });
    await using server = await startScriptedSocketServer(async (peer) => {
      await peer.receive();
      await greeted;
      peer.send({ type: "session.created", format: "pcm16", sample_rate: 8000 });
      await speakAll(peer);
    });
    await using tts = new TtsClient({ apiKey: TEST_KEY, url: server.url });
    const chunks = tts.synthesizeStream(source)[Symbol.asyncIterator]();
    expect(state.asked).toBe(0);
    const first = chunks.next();
    await until(() => server.connections.length === 1 && state.asked > 0);
    greet();
    expect((await first).value?.data).toHaveLength(1600);
    await chunks.return?.();
    expect(state.returned).toBe(1);
  });

  it("stopped in the middle of a sentence closes the session", async () => {
    let peer: ScriptedConnection | undefined;
    await using bed = await ttsTestBed(async (connection) => {
      peer = connection;
      await connection.receive();
      for (let number = 0; number < 2000; number++) connection.send(chunkFrame(3000));
      await connection.receive();
    });
    for await (const _ of bed.tts.synthesizeStream("text", withSignal(bed))) break;
    expect(await peer?.closed).toBe(1000);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<
    [string, object | undefined, (bed: TtsTestBed, texts: readonly string[], taken: number) => boolean]
  >([
    ["while the session is being opened", { type: "news" }, ({ openings }) => openings.length === 1],
    ["while audio is waited for", undefined, (_, texts) => texts.length === 1],
    ["while the text is waited for", undefined, (_bed, _texts, taken) => taken === 1],
  ])("stopped %s ends at once, and lets the text go", async (when, created, isThere) => {
    const { source, state } = hanging(`${SENTENCES[0]}\n`);
    const texts: string[] = [];
    await using bed = await ttsTestBed(async (peer) => {
      if (when === "while audio is waited for") texts.push(String((await peer.receive()).text));
      else await speakAll(peer);
    }, created);
    const chunks = bed.tts.synthesizeStream(source, withSignal(bed))[Symbol.asyncIterator]();
    let taken = 0;
    const taking = (async () => {
      for (; !(await chunks.next()).done; taken++);
    })();
    await until(() => isThere(bed, texts, taken));
    expect(await chunks.return?.()).toEqual({ done: true, value: undefined });
    await taking;
    expect(state.returned).toBe(1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("is no faster than its consumer", async () => {
    await using bed = await ttsTestBed(async (peer) => {
      await peer.receive();
      for (let number = 0; number < 2000; number++) peer.send(chunkFrame(3000, { value: number % 256 }));
      peer.send(doneFrame("response-0000001"));
      await peer.receive();
    });
    const values: unknown[] = [];
    for await (const { data } of bed.tts.synthesizeStream("text", withSignal(bed))) {
      values.push(data[0]);
      if (values.length % 100 === 0) await new Promise(setImmediate);
    }
    expect(values).toEqual(Array.from({ length: 2000 }, (_, number) => number % 256));
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe("synthesize", () => {
  it("gives the whole audio, and what is known of it", async () => {
    await using bed = await ttsTestBed(async (peer) => {
      for (const id of ["a", "b", "c"]) {
        await peer.receive();
        peer.send(createdFrame(id));
        peer.send(chunkFrame(700, { value: 1 }));
        peer.send(chunkFrame(100, { value: 2, isFinal: true }));
        peer.send(doneFrame(id));
      }
      await peer.receive();
    });
    const options = { language: "en", speakerId: "male-01", audioFormat: "pcm_f32" } as const;
    const result = await bed.tts.synthesize(
      ["One and one is two. ", "Two and one is three. ", "That is all."],
      {
        ...withSignal(bed),
        ...options,
      },
    );
    const one = [...new Array(700).fill(1), ...new Array(100).fill(2)];
    expect([...result.data]).toEqual([...one, ...one, ...one]);
    expect(result).toMatchObject({
      sampleRate: 8000,
      audioFormat: "pcm16",
      contentType: "audio/pcm;encoding=int16;rate=8000",
      durationSeconds: 0.15,
      metadata: { language: "en", speakerId: "male-01", responseIds: ["a", "b", "c"] },
    });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });
});

describe.each(WAYS)("%s", (_, speak) => {
  it("refuses an empty text before connecting", async () => {
    await using bed = await ttsTestBed();
    expect(await speak(bed, " ")).toMatchObject({ name: "ConfigurationError", code: "empty_text" });
    expect(bed.server.upgrades).toEqual([]);
  });

  it.each<[string, () => TextInput]>([
    ["an empty array", () => []],
    ["blank pieces", () => [" ", "\n", ""]],
    ["marks alone", () => ["—", "🎉"]],
    ["a generator that ends", () => asyncly([])],
    ["a stream that ends", () => ReadableStream.from([" "])],
  ])("refuses %s before connecting", async (_, text) => {
    await using bed = await ttsTestBed();
    expect(await speak(bed, text())).toMatchObject({ name: "ConfigurationError", code: "empty_text" });
    expect(bed.server.upgrades).toEqual([]);
  });

  it("asks for no key where there is nothing to speak", async () => {
    let asked = 0;
    const apiKey = () => {
      asked++;
      return "key";
    };
    await using tts = new TtsClient({ apiKey, url: "ws://127.0.0.1:9" });
    const bed = { tts, controller: new AbortController() } as TtsTestBed;
    expect(await speak(bed, [])).toMatchObject({ code: "empty_text" });
    expect(asked).toBe(0);
  });

  it("refuses a source that ends without a word while the session is being opened, and opens it no further", async () => {
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await using bed = await ttsTestBed(undefined, { type: "news" });
    const outcome = speak(bed, asyncly([], undefined, ended));
    await until(() => bed.openings.length === 1);
    end();
    expect(await outcome).toMatchObject({ code: "empty_text" });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("ends with the error of a source that fails before its first word, and opens nothing", async () => {
    const broken = new Error("the model went away");
    await using bed = await ttsTestBed();
    expect(await speak(bed, asyncly([], broken))).toBe(broken);
    expect(bed.server.upgrades).toEqual([]);
  });

  it("ends with an error when the service cancels what nobody has cancelled: some of it is missing", async () => {
    await using bed = await ttsTestBed(async (peer) => {
      await peer.receive();
      peer.send(chunkFrame(10));
      peer.send(doneFrame("response-0000001", "cancelled"));
      await peer.receive();
    });
    const error = await speak(bed, SENTENCES);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "response_cancelled" });
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("ends with the error of a failed response, and lets the text go", async () => {
    const { source, state } = hanging(`${SENTENCES[0]}\n`);
    await using bed = await ttsTestBed(async (peer) => {
      await peer.receive();
      peer.send(doneFrame("response-0000001", "failed", { code: "bad_text", message: "cannot say that" }));
      await peer.receive();
    });
    const error = await speak(bed, source);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "bad_text" });
    expect(state.returned).toBe(1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("ends with the error of the source, after what came before", async () => {
    const broken = new Error("the model went away");
    const texts: string[] = [];
    await using bed = await ttsTestBed((peer) => speakAll(peer, texts));
    async function* source() {
      yield SENTENCES[0] ?? "";
      throw broken;
    }
    expect(await speak(bed, source())).toBe(broken);
    expect(texts).toEqual(SENTENCES.slice(0, 1));
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("ends with what ended the session", async () => {
    const { source, state } = hanging(`${SENTENCES[0]}\n`);
    await using bed = await ttsTestBed(async (peer) => {
      await peer.receive();
      peer.terminate();
    });
    const error = await speak(bed, source);
    expect(error).toMatchObject({ name: "ConnectionLostError", closeCode: 1006 });
    expect(String(error)).toMatch(/closed the connection \(code 1006\) before its work was complete\./);
    expect(String(error)).not.toContain("in-the-query");
    expect(state.returned).toBe(1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("lets the text go when no session can be opened", async () => {
    const { source, state } = hanging(`${SENTENCES[0]}\n`);
    await using bed = await ttsTestBed(undefined, { type: "error", code: "invalid_api_key", message: "no" });
    expect(await speak(bed, source)).toMatchObject({ name: "AuthError" });
    await until(() => state.returned === 1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it.each<[string, object | undefined]>([
    ["while the session is being opened", { type: "news" }],
    ["while a sentence is spoken", undefined],
  ])("ends by an abort %s, with its reason", async (when, created) => {
    const { source, state } = hanging(`${SENTENCES[0]}\n`);
    let isSpeaking = false;
    await using bed = await ttsTestBed(async (peer) => {
      if (created === undefined) await peer.receive();
      isSpeaking = true;
    }, created);
    const outcome = speak(bed, source);
    await until(() => isSpeaking);
    bed.controller.abort(when);
    expect(await outcome).toBe(when);
    await until(() => state.returned === 1);
    expect(await bed.leftovers()).toEqual(NOTHING_LEFT);
  });

  it("does nothing when it was aborted before", async () => {
    const { source, state } = hanging("text");
    await using bed = await ttsTestBed();
    bed.controller.abort("enough");
    expect(await speak(bed, source)).toBe("enough");
    expect(bed.server.upgrades).toEqual([]);
    await until(() => state.returned === 1);
  });

  it("ends with its client", async () => {
    let isSpeaking = false;
    await using server = await startScriptedSocketServer(async (peer) => {
      await peer.receive();
      peer.send({ type: "session.created", format: "pcm16", sample_rate: 8000 });
      await peer.receive();
      isSpeaking = true;
    });
    const tts = new TtsClient({ apiKey: TEST_KEY, url: server.url });
    const { source, state } = hanging(`${SENTENCES[0]}\n`);
    const bed = { tts, controller: new AbortController() } as TtsTestBed;
    const outcome = speak(bed, source);
    await until(() => isSpeaking);
    await tts.close();
    expect(await outcome).toMatchObject({ code: "client_closed" });
    expect(await speak(bed, "text")).toMatchObject({ code: "client_closed" });
    await until(() => state.returned === 1);
  });
});
