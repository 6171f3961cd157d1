import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openAudioSource } from "../../input/audio-source.ts";
import { ByteReader } from "../../input/byte-reader.ts";
import { collectFrames } from "../../testing/collect.ts";
import { isInstalled } from "../../testing/installed.ts";
import type { Container } from "../container.ts";
import { decodeAudio } from "../decode-audio.ts";
import { flacContainer } from "./flac-container.ts";
import { mp3Container } from "./mp3-container.ts";
import { oggContainer } from "./ogg-container.ts";
import type { LoadPackage } from "./optional-package.ts";

/** As Node says it. */
function cannotFind(name: string): Error {
  const message = `Cannot find package '${name}' imported from ./node_modules/@wasm-audio-decoders/flac/index.js`;
  return Object.assign(new Error(message), { code: "ERR_MODULE_NOT_FOUND" });
}

const notInstalled: LoadPackage = ({ name }) => Promise.reject(cannotFind(name));

const FORMATS: readonly [string, (load: LoadPackage) => Container, string, string][] = [
  ["MP3", mp3Container, "-f mp3", "mpg123-decoder"],
  ["FLAC", flacContainer, "-f flac", "@wasm-audio-decoders/flac"],
  ["Ogg with the codec opus", oggContainer, "-c:a libopus -f ogg", "ogg-opus-decoder"],
  ["Ogg with the codec vorbis", oggContainer, "-c:a libvorbis -f ogg", "@wasm-audio-decoders/ogg-vorbis"],
  ["Ogg with the codec flac", oggContainer, "-c:a flac -f ogg", "@wasm-audio-decoders/flac"],
];

describe.skipIf(!isInstalled("ffmpeg"))("without the package that decodes it", () => {
  async function open(container: Container, args: string, ffmpeg: string | false | undefined) {
    const input = `-v error -f lavfi -i sine=duration=0.5 ${args} pipe:1`;
    const file = new Uint8Array(execFileSync("ffmpeg", input.split(" ")));
    const source = await openAudioSource(file);
    const decoder = await container.open({
      source,
      reader: new ByteReader(source.stream()),
      options: { ffmpeg },
    });
    return { file, decoder };
  }

  it.each(FORMATS)("%s is decoded by ffmpeg", async (_, container, args) => {
    const { file, decoder } = await open(container(notInstalled), args, undefined);
    const samples = await collectFrames(decoder.frames());
    const byPackage = await collectFrames(decodeAudio(file, { ffmpeg: false }));
    // Of a file of a single page, ffmpeg takes the first samples for none.
    expect(Math.abs(samples.length - byPackage.length)).toBeLessThanOrEqual(128);
    expect(decoder.info).toMatchObject({ channels: 1 });
  });

  it.each(FORMATS)("%s that is cut short gives what it has, and says so", async (_, container, args) => {
    const folder = mkdtempSync(join(tmpdir(), "kotoba-cut-"));
    const path = join(folder, "cut");
    const make = `-v error -f lavfi -i sine=duration=8 ${args}`;
    execFileSync("ffmpeg", [...make.split(" "), path]);
    const file = new Uint8Array(readFileSync(path));
    rmSync(folder, { recursive: true });
    const source = await openAudioSource(file.subarray(0, Math.floor(file.length * 0.6)));
    const reader = new ByteReader(source.stream());
    await using decoder = await container(notInstalled).open({ source, reader, options: {} });
    let samples = 0;
    const read = async () => {
      for await (const block of decoder.frames()) samples += block.samples.length;
    };
    await expect(read()).rejects.toMatchObject({
      code: "truncated_audio",
      message: expect.stringMatching(/cut short: .*byte \d+/),
    });
    expect(samples).toBeGreaterThan(0);
  });

  it.each(FORMATS)(
    "and without ffmpeg, %s is refused with both ways to help",
    async (format, container, args, name) => {
      for (const ffmpeg of [false, "/nowhere/ffmpeg"] as const) {
        const error: unknown = await open(container(notInstalled), args, ffmpeg).catch(
          (reason: unknown) => reason,
        );
        expect(error).toMatchObject({ name: "AudioFormatError", code: "decoder_missing" });
        expect(String(error)).toContain(`${format}`);
        expect(String(error)).toContain(`npm install ${name}`);
        expect(String(error)).toContain("ffmpeg");
      }
    },
  );

  it.each<[string, Error]>([
    ["lacks a package of its own", cannotFind("@wasm-audio-decoders/common")],
    ["is broken", new SyntaxError("Unexpected token")],
  ])("a package that %s is not taken for one that is not installed", async (_, cause) => {
    const opening = open(
      flacContainer(() => Promise.reject(cause)),
      "-f flac",
      undefined,
    );
    const message = expect.stringContaining("@wasm-audio-decoders/flac is installed, but cannot be loaded");
    await expect(opening).rejects.toMatchObject({ code: "decoder_missing", message, cause });
  });

  it.each<[string, unknown]>([
    ["has another class", { Other: class {} }],
    ["is nothing", undefined],
  ])("a package that %s is refused", async (_, library) => {
    await expect(
      open(
        mp3Container(async () => library),
        "-f mp3",
        false,
      ),
    ).rejects.toMatchObject({
      code: "decoder_missing",
    });
  });

  it.each<[string, unknown, string]>([
    ["returns something else", () => ({ channelData: "none" }), "decoder_missing"],
    [
      "throws",
      () => {
        throw new RangeError("memory access out of bounds");
      },
      "bad_audio",
    ],
  ])("a decoder that %s is an AudioFormatError, and is freed", async (_, decodeFrames, code) => {
    let freed = 0;
    class MPEGDecoder {
      ready = Promise.resolve();
      decodeFrames = decodeFrames;
      free() {
        freed++;
      }
    }
    const { decoder } = await open(
      mp3Container(async () => ({ MPEGDecoder })),
      "-f mp3",
      false,
    );
    await expect(collectFrames(decoder.frames())).rejects.toMatchObject({ name: "AudioFormatError", code });
    expect(freed).toBe(1);
  });
});
