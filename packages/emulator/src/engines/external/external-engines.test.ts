import { spawnSync } from "node:child_process";
import { encodeWav } from "@kotoba/audio";
import { describe, expect, it } from "vitest";
import type { RecognizedUtterance } from "../recognition-engine.ts";
import type { SynthesisEngine, SynthesisOptions } from "../synthesis-engine.ts";
import { createExternalRecognitionEngine } from "./external-recognition-engine.ts";
import { createExternalSynthesisEngine } from "./external-synthesis-engine.ts";
import { createExternalTranslationEngine } from "./external-translation-engine.ts";
import { programEngine } from "./program-engine.ts";
import { scriptCommand } from "./script-command.ts";

const RATE = 16_000;

/** A noise between silences: what the detector takes for an utterance. */
function noise(...seconds: readonly number[]): Int16Array {
  const samples = seconds.flatMap((length, index) =>
    Array.from({ length: length * RATE }, (_, i) => (index % 2 === 0 ? 0 : 8000 * Math.sin(i / 5))),
  );
  return Int16Array.from(samples);
}

async function speak(
  engine: SynthesisEngine,
  text: string,
  options: Partial<SynthesisOptions> = {},
): Promise<number[]> {
  const samples: number[] = [];
  for await (const block of engine.synthesize({ text, language: "es", ...options })) samples.push(...block);
  return samples;
}

function isInstalled(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}

describe("a program that recognises", () => {
  async function recognise(script: string, settings: { input?: "s16le"; output?: "json" } = {}) {
    const command = scriptCommand(script, "{lang}", "{rate}");
    const engine = createExternalRecognitionEngine({ command, languages: ["ja"], ...settings });
    await using recognition = await engine.open({ language: "ja", silenceDurationMs: 500 });
    const utterances: RecognizedUtterance[] = [];
    const audio = noise(1, 1, 1, 0.5);
    for (let at = 0; at < audio.length; at += 1280) {
      const progress = await recognition.accept(audio.subarray(at, at + 1280));
      expect(progress.partial).toBe("");
      utterances.push(...progress.utterances);
    }
    return { before: utterances.length, utterances: [...utterances, ...(await recognition.finish())] };
  }

  it("is given each utterance as a WAV file, when it has ended", async () => {
    const { before, utterances } = await recognise(
      'const wav = readInput(); console.log(wav.toString("latin1", 0, 4), wav.readUInt32LE(24), ...args, wav.length > 32000)',
    );
    expect(before).toBe(1);
    expect(utterances.map(({ text }) => text)).toEqual([
      "RIFF 16000 ja 16000 true",
      expect.stringContaining("RIFF"),
    ]);
    const [first] = utterances;
    expect(first?.start).toBeCloseTo(0.8, 0);
    expect(first?.end).toBeGreaterThan(1.9);
    expect(first?.words).toEqual([{ text: first?.text, start: first?.start, end: first?.end }]);
  });

  it("may take bare samples and write JSON; what it has no words for is no utterance", async () => {
    const { utterances } = await recognise(
      'const s = readInput(); console.log(JSON.stringify({ text: s.length > 40000 ? " two\\n words " : "", other: 1 }))',
      { input: "s16le", output: "json" },
    );
    expect(utterances.map(({ text }) => text)).toEqual(["two words"]);
  });

  it.each([
    [
      "ends with an error",
      'process.stderr.write("no model"); process.exitCode = 1',
      /ended with code 1: no model/,
    ],
    ["writes no JSON", 'console.log("hello")', /did not write JSON, but: hello/],
    ["writes other JSON", "console.log('[\"text\"]')", /JSON without a "text"/],
  ])("that %s fails the recognition", async (_, script, message) => {
    await expect(recognise(script, { output: "json" })).rejects.toThrow(message);
  });

  it("is for its languages", async () => {
    const engine = createExternalRecognitionEngine({ command: [process.execPath], languages: ["ja"] });
    await expect(engine.open({ language: "en" })).rejects.toThrow("en");
    expect(() => createExternalRecognitionEngine({ command: ["no-such-thing"], languages: ["ja"] })).toThrow(
      "PATH",
    );
  });
});

describe("a program that speaks", () => {
  it("is run for each phrase, and its bare samples are taken as they are", async () => {
    const script = "const b = Buffer.alloc(readInput().length * 2 + 1); b.fill(64); process.stdout.write(b)";
    const engine = createExternalSynthesisEngine({
      command: scriptCommand(script),
      languages: ["es"],
      output: "s16le",
      sampleRate: 22_050,
    });
    expect(engine.voices).toEqual([
      { id: "node", language: "es", gender: "female", description: expect.any(String), sampleRate: 22_050 },
    ]);
    // Two phrases with a line end each.
    expect(await speak(engine, "Uno. Dos.")).toHaveLength("Uno.\nDos.\n".length);
  });

  it("may write WAV of another rate, whose header was written before its length was known", async () => {
    const wav = Buffer.from(encodeWav(noise(1), { sampleRate: 8000 }));
    wav.writeUInt32LE(0x7fff_f000, 40);
    const script = `process.stdout.write(Buffer.from("${wav.subarray(0, 4044).toString("base64")}", "base64"))`;
    const engine = createExternalSynthesisEngine({ command: scriptCommand(script), languages: ["es"] });
    expect((await speak(engine, "Hola.")).length).toBeCloseTo(2000 * 3, -2);
  });

  it.each([
    ["fails", 'throw new Error("no voice")', /no voice/],
    [
      "writes nothing that is audio",
      'process.stdout.write("hello, this is no audio at all, not a sample of it")',
      /wrote/,
    ],
  ])("that %s fails the synthesis", async (_, script, message) => {
    const engine = createExternalSynthesisEngine({ command: scriptCommand(script), languages: ["es"] });
    await expect(speak(engine, "Hola.")).rejects.toThrow(message);
  });

  it("that makes no sound says that the text cannot be spoken", async () => {
    const engine = createExternalSynthesisEngine({
      command: scriptCommand(""),
      languages: ["es"],
      output: "s16le",
    });
    await expect(speak(engine, "...")).rejects.toMatchObject({ code: "text_not_speakable" });
  });

  it("stops when the signal aborts", async () => {
    const command = scriptCommand("setInterval(() => {}, 1000)");
    const engine = createExternalSynthesisEngine({ command, languages: ["es"] });
    const controller = new AbortController();
    const spoken = speak(engine, "Hola.", { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 50);
    await expect(spoken).rejects.toThrow("enough");
  });

  it("has one voice", async () => {
    const engine = createExternalSynthesisEngine({
      command: [process.execPath],
      languages: ["es"],
      voice: "paco",
    });
    await expect(speak(engine, "Hola.", { voice: "node" })).rejects.toThrow('"node"');
    await expect(speak(engine, "Hola.", { language: "en" })).rejects.toThrow("en");
  });

  it.skipIf(!isInstalled("espeak-ng"))("may be espeak-ng", async () => {
    const { engine, role } = programEngine("tts:es=espeak-ng --stdout -v {lang}");
    if (role !== "tts") throw new Error(role);
    expect((await speak(engine, "Buenos días.")).length / 24_000).toBeGreaterThan(0.5);
  });

  it.skipIf(!isInstalled("sox"))("may be sox, with its own idea of speech", async () => {
    const { engine, role } = programEngine("tts:es=sox -n -r 16000 -t wav - synth 0.5 sine 440");
    if (role !== "tts") throw new Error(role);
    expect((await speak(engine, "Pip.")).length / 24_000).toBeCloseTo(0.5, 1);
  });
});

describe("a program that translates", () => {
  const pairs = [{ source: "en", target: "es" }];

  it("reads the text and writes the translation", async () => {
    const command = scriptCommand(
      'console.log(args.join(">") + ": " + String(readInput()).toUpperCase())',
      "{source}",
      "{target}",
    );
    const engine = createExternalTranslationEngine({ command, pairs });
    expect(await engine.translate({ text: "good day", source: "en", target: "es" })).toEqual({
      text: "en>es: GOOD DAY",
      spoken: "en>es: GOOD DAY",
      isComplete: true,
    });
    await expect(engine.translate({ text: "good day", source: "es", target: "en" })).rejects.toThrow(
      "es to en",
    );
  });

  it("may write JSON", async () => {
    const command = scriptCommand('console.log(JSON.stringify({ text: "buenos días" }))');
    const engine = createExternalTranslationEngine({ command, pairs, output: "json" });
    expect((await engine.translate({ text: "x", source: "en", target: "es" })).text).toBe("buenos días");
  });
});

describe("a description of an engine", () => {
  const node = `'${process.execPath}'`;

  it("names its role, languages, settings and program", () => {
    const asr = programEngine(`asr:ja(in=s16le, out=json, timeout=5)=${node} -m 'my model' {in}`);
    expect(asr).toMatchObject({ role: "asr", engine: { languages: ["ja"] } });
    const tts = programEngine(`tts:es(rate=22050,voice=paco)=${node}`);
    expect(tts).toMatchObject({ role: "tts", engine: { voices: [{ id: "paco", sampleRate: 22_050 }] } });
    const mt = programEngine(`mt:en-es=${node} --to={target}`);
    expect(mt).toMatchObject({ role: "mt", engine: { pairs: [{ source: "en", target: "es" }] } });
  });

  it.each([
    ["", /describes no engine: write asr:LANGUAGE=PROGRAM/],
    ["tts:es", /describes no engine/],
    ["vad:es=node", /describes no engine/],
    ["mt:es=node", /describes no engine/],
    ["tts:en-es=node", /describes no engine/],
    ["constructor:es=node", /describes no engine/],
    ["tts:es=no-such-program-here", /no program "no-such-program-here"/],
    ["tts:es=''", /empty/],
    ["tts:es=it's", /quote/],
    ["tts:es(in=wav)=node", /role tts has no setting "in", but out, rate, voice, timeout/],
    ["tts:es(out=mp3)=node", /out of an engine must be wav or s16le, not "mp3"/],
    ["asr:es(timeout=soon)=node", /timeout of an engine must be a number over 0, not "soon"/],
    ["asr:ja=sherpa:no-such-folder", /sherpa-onnx/],
    ["asr:ja(timeout=3)=sherpa:model", /role asr on sherpa-onnx has no setting "timeout", but none at all/],
    ["tts:ja(out=wav)=sherpa:model", /has no setting "out", but rate, voice, speaker/],
    ["mt:en-ja=sherpa:model", /No model of sherpa-onnx translates/],
    ["tts:es(rate=0)=node", /rate .*"0"/],
  ])("%j is refused", (description, message) => {
    expect(() => programEngine(description)).toThrow(message);
  });
});
