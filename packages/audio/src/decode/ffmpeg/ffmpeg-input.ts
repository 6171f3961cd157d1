import type { ByteReader } from "../../input/byte-reader.ts";
import type { ContainerInput } from "../container.ts";

/** How ffmpeg gets at an input. */
export interface FfmpegInput {
  /** The arguments that name it. */
  readonly args: readonly string[];
  /** Where it lies on disk, if ffmpeg reads it there. */
  readonly path: string | undefined;
  /** What is to be piped, otherwise. */
  readonly pipe: ByteReader | undefined;
  /** Removes what was written for it. */
  dispose(): Promise<void>;
}

/**
 * What ffmpeg may take the input for: formats of audio and video files. Left out is what names other files, as playlists do,
 * and what takes any text for a subtitle.
 */
const FORMATS = [
  "aac",
  "ac3",
  "aiff",
  "amr",
  "amrnb",
  "amrwb",
  "ape",
  "asf",
  "au",
  "avi",
  "caf",
  "dsf",
  "dts",
  "eac3",
  "flac",
  "flv",
  "gsm",
  "iff",
  "loas",
  "matroska",
  "mov",
  "mp3",
  "mpc",
  "mpc8",
  "mpeg",
  "mpegts",
  "nistsphere",
  "nut",
  "ogg",
  "oma",
  "qcp",
  "rm",
  "sln",
  "tak",
  "truehd",
  "tta",
  "voc",
  "w64",
  "wav",
  "wv",
  "xwma",
].join(",");

/** A file is read where it lies. Other input is piped, unless it may have at its end what is needed first. */
export async function ffmpegInput(input: ContainerInput): Promise<FfmpegInput> {
  const { source, reader } = input;
  if (source.path !== undefined) {
    await reader.release();
    return onDisk(source.path, async () => {});
  }
  if (await needsFile(input)) return await spool(reader);
  return { args: inputArgs("pipe", "pipe:0"), path: undefined, pipe: reader, dispose: async () => {} };
}

/** Whether the input must be written to a file: MP4, QuickTime and CAF tell where everything is, wherever they like. */
async function needsFile({ source, reader }: ContainerInput): Promise<boolean> {
  if (source.path !== undefined) return false;
  const text = String.fromCharCode(...(await reader.peek(8)));
  return text.startsWith("caff") || /^(ftyp|moov|mdat|wide|free|skip)$/.test(text.slice(4));
}

function onDisk(path: string, dispose: () => Promise<void>): FfmpegInput {
  return { args: inputArgs("file", `file:${path}`), path, pipe: undefined, dispose };
}

function inputArgs(protocol: string, url: string): readonly string[] {
  return ["-protocol_whitelist", protocol, "-format_whitelist", FORMATS, "-i", url];
}

/** Writes the input to a temporary file. */
async function spool(reader: ByteReader): Promise<FfmpegInput> {
  const [{ mkdtemp, open, rm }, { tmpdir }, { join }] = await Promise.all([
    import("node:fs/promises"),
    import("node:os"),
    import("node:path"),
  ]);
  const folder = await mkdtemp(join(tmpdir(), "kotoba-audio-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "audio");
    const file = await open(path, "wx", 0o600);
    try {
      for (;;) {
        const bytes = await reader.readSome(1 << 20);
        if (bytes.length === 0) break;
        await file.writeFile(bytes);
      }
    } finally {
      await file.close();
    }
    return onDisk(path, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}
