import type { AudioSource } from "../input/audio-source.ts";
import type { ByteReader } from "../input/byte-reader.ts";
import type { AudioDecoder } from "./audio-decoder.ts";
import type { AudioInfo } from "./audio-info.ts";
import type { DecodeOptions } from "./decode-options.ts";

/** An input that has been looked at, and of which nothing is read yet. */
export interface ContainerInput {
  readonly source: AudioSource;
  /** Stands at byte 0. Who opens the container releases it at the end; where opening fails, its caller does. */
  readonly reader: ByteReader;
  readonly options: DecodeOptions;
}

/** How the files of one format are read. */
export interface Container {
  /** Reads as much as must be known before samples can be. */
  open(input: ContainerInput): Promise<AudioDecoder>;
  /** Finds out what {@link AudioInfo} wants to know without decoding. Default: opens. */
  probe?(input: ContainerInput): Promise<AudioInfo>;
}

/** One that can tell without opening. */
export type ProbedContainer = Container & Required<Pick<Container, "probe">>;
