import { AudioFormatError } from "@kotoba/core";
import { systemCode } from "../../system-code.ts";

/** A package that decodes one format. It is no dependency of this one: who wants it installs it. */
export interface DecoderPackage {
  readonly name: string;
  /** The class that it exports. */
  readonly className: string;
  /** Loads it, when it is needed and not before. Typed by nothing: the package may be absent where this is compiled. */
  load(): Promise<unknown>;
}

export const MP3_DECODER: DecoderPackage = {
  name: "mpg123-decoder",
  className: "MPEGDecoder",
  load: async () => await import("mpg123-decoder"),
};

export const FLAC_DECODER: DecoderPackage = {
  name: "@wasm-audio-decoders/flac",
  className: "FLACDecoder",
  load: async () => await import("@wasm-audio-decoders/flac"),
};

export const OPUS_DECODER: DecoderPackage = {
  name: "ogg-opus-decoder",
  className: "OggOpusDecoder",
  load: async () => await import("ogg-opus-decoder"),
};

export const VORBIS_DECODER: DecoderPackage = {
  name: "@wasm-audio-decoders/ogg-vorbis",
  className: "OggVorbisDecoder",
  load: async () => await import("@wasm-audio-decoders/ogg-vorbis"),
};

/** How a package is loaded. Tests give their own. */
export type LoadPackage = (decoder: DecoderPackage) => Promise<unknown>;

export const loadPackage: LoadPackage = (decoder) => decoder.load();

/** The class of a package, `undefined` where that is not installed. */
export async function loadDecoderClass(
  decoder: DecoderPackage,
  load: LoadPackage,
): Promise<DecoderClass | undefined> {
  let library: unknown;
  try {
    library = await load(decoder);
  } catch (cause) {
    if (isAbsent(decoder, cause)) return undefined;
    const message = `the package ${decoder.name} is installed, but cannot be loaded: install it again`;
    throw new AudioFormatError(message, { code: "decoder_missing", cause });
  }
  const found: unknown =
    typeof library === "object" && library !== null ? Reflect.get(library, decoder.className) : undefined;
  if (!isClass(found)) {
    throw new AudioFormatError(
      `the package ${decoder.name} has no ${decoder.className}: install another version`,
      {
        code: "decoder_missing",
      },
    );
  }
  return { packageName: decoder.name, create: (options) => Reflect.construct(found, [options]) };
}

/** Whether it is this very package that is not there, not one that it needs. */
function isAbsent({ name }: DecoderPackage, error: unknown): boolean {
  return (
    error instanceof Error &&
    systemCode(error) === "ERR_MODULE_NOT_FOUND" &&
    error.message.includes(`'${name}'`)
  );
}

/** A class of an optional package. */
export interface DecoderClass {
  readonly packageName: string;
  create(options: object): unknown;
}

function isClass(value: unknown): value is new (...args: never) => unknown {
  return typeof value === "function";
}
