import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recognitionModel, synthesisModel } from "./sherpa-model.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kotoba-sherpa-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function hold(...names: readonly string[]): void {
  for (const name of names) writeFileSync(join(folder, name), name);
}

const file = (name: string): string => join(folder, name);

describe("a folder of a recogniser", () => {
  it("may hold a transducer, of which the quantized files are taken", () => {
    hold(
      "encoder-epoch-99.onnx",
      "encoder-epoch-99.int8.onnx",
      "decoder-epoch-99.onnx",
      "joiner-epoch-99.onnx",
    );
    hold("tokens.txt", "README.md", "bpe.model");
    expect(recognitionModel(folder, "ja")).toMatchObject({
      kind: "offline",
      config: {
        modelConfig: {
          transducer: {
            encoder: file("encoder-epoch-99.int8.onnx"),
            decoder: file("decoder-epoch-99.onnx"),
            joiner: file("joiner-epoch-99.onnx"),
          },
          tokens: file("tokens.txt"),
        },
      },
    });
  });

  it("is a streaming one by the metadata of the encoder", () => {
    hold("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt");
    writeFileSync(file("encoder.onnx"), `${"0".repeat(100_000)}decode_chunk_len`);
    expect(recognitionModel(folder, "en").kind).toBe("online");
    writeFileSync(file("encoder.onnx"), `decode_chunk_len${"0".repeat(100_000)}`);
    expect(recognitionModel(folder, "en").kind).toBe("offline");
  });

  it("may hold whisper", () => {
    hold("tiny-encoder.int8.onnx", "tiny-decoder.int8.onnx", "tiny-tokens.txt");
    expect(recognitionModel(folder, "ja")).toMatchObject({
      kind: "offline",
      config: {
        modelConfig: {
          whisper: {
            encoder: file("tiny-encoder.int8.onnx"),
            decoder: file("tiny-decoder.int8.onnx"),
            language: "ja",
          },
          tokens: file("tiny-tokens.txt"),
        },
      },
    });
  });

  it("may hold SenseVoice", () => {
    hold("model.int8.onnx", "model.onnx", "tokens.txt");
    expect(recognitionModel(folder, "ja")).toMatchObject({
      kind: "offline",
      config: { modelConfig: { senseVoice: { model: file("model.int8.onnx"), language: "ja" } } },
    });
  });

  it.each([
    [["model.onnx"], "model"],
    [["encoder.onnx", "decoder.onnx", "tokens.txt"], "decoder, encoder"],
    [["tokens.txt", "words.txt"], "no file NAME.onnx"],
  ])("that holds %j is refused with what was looked for", (names, found) => {
    hold(...names);
    expect(() => recognitionModel(folder, "ja")).toThrow(
      `${folder} holds no model of sherpa-onnx that is known here, but ${found}`,
    );
    expect(() => recognitionModel(folder, "ja")).toThrow(
      /Looked for: a transducer .*; whisper .*; SenseVoice/,
    );
  });

  it("must be there", () => {
    expect(() => recognitionModel(file("nowhere"), "ja")).toThrow(`There is no folder ${file("nowhere")}`);
  });
});

describe("a folder of a voice", () => {
  it("may hold vits, with what it needs for its language", () => {
    hold(
      "en_US-amy-low.onnx",
      "en_US-amy-low.onnx.json",
      "tokens.txt",
      "espeak-ng-data",
      "date.fst",
      "number.fst",
    );
    expect(synthesisModel(folder).config).toMatchObject({
      model: {
        vits: {
          model: file("en_US-amy-low.onnx"),
          tokens: file("tokens.txt"),
          dataDir: file("espeak-ng-data"),
          lexicon: "",
        },
      },
      ruleFsts: `${file("date.fst")},${file("number.fst")}`,
    });
  });

  it("may hold kokoro", () => {
    hold(
      "model.onnx",
      "voices.bin",
      "tokens.txt",
      "espeak-ng-data",
      "lexicon-us-en.txt",
      "lexicon-gb-en.txt",
      "lexicon-zh.txt",
    );
    expect(synthesisModel(folder).config).toMatchObject({
      model: {
        kokoro: {
          model: file("model.onnx"),
          voices: file("voices.bin"),
          lexicon: `${file("lexicon-us-en.txt")},${file("lexicon-zh.txt")}`,
        },
      },
    });
  });

  it.each([
    [["voice.onnx"]],
    [["model-steps-3.onnx", "tokens.txt"]],
    [["one.onnx", "two.onnx", "tokens.txt"]],
    [["tokens.txt"]],
  ])("that holds %j is refused with what was looked for", (names) => {
    hold(...names);
    expect(() => synthesisModel(folder)).toThrow(/Looked for: kokoro .*; vits/);
  });
});
