import { ConfigurationError } from "@kotoba/core";
import { bytesPerSample } from "../audio-format.ts";
import { joinBytes } from "../join-bytes.ts";
import { Resampler } from "../resampler/resampler.ts";
import { bytesToFloat32, float32ToBytes } from "../samples/float32.ts";
import { int16ToMuLaw, muLawToInt16 } from "../samples/mu-law.ts";
import { bytesToInt16, float32ToInt16, int16ToBytes, int16ToFloat32 } from "../samples/pcm16.ts";

/** How audio travels on a live session (contract, section 5). */
export type LiveAudioFormat = "pcm16" | "float32" | "twilio" | "ogg/opus";

/** How live audio comes, and how it travels. */
export interface LiveAudioSettings {
  /** How it travels. */
  readonly audioFormat: LiveAudioFormat;
  /** Samples a second on the wire. */
  readonly sampleRate: number;
  /** Samples a second of what comes. */
  readonly inputSampleRate: number;
}

/** Live audio: samples (16 bit, or float from -1 to 1), or bytes in the format of the session. Mono. */
export type LiveAudioChunk = Uint8Array | Int16Array | Float32Array;

/** A frame carries so much audio (contract, section 5). */
const MIN_PIECE_SECONDS = 0.02;
const MAX_PIECE_SECONDS = 0.2;
/** Of audio that is passed on as it is, a frame carries at most so much: well below 1 MiB in base64. */
const MAX_OPAQUE_PIECE_BYTES = 512 * 1024;
const NO_BYTES: Uint8Array = new Uint8Array(0);

/** Turns live audio of any chunking into pieces of the size and format that travel. */
export class AudioFramer {
  readonly #settings: LiveAudioSettings;
  readonly #resampler: Resampler | undefined;
  /** Bytes of the caller's that are no whole sample yet. */
  #partialSample = NO_BYTES;
  /** Bytes in the format of the session that are too few for a piece. */
  #rest = NO_BYTES;

  constructor(settings: LiveAudioSettings) {
    this.#settings = settings;
    const { inputSampleRate: inputRate, sampleRate: outputRate } = settings;
    this.#resampler = inputRate === outputRate ? undefined : new Resampler({ inputRate, outputRate });
  }

  /** How long a piece sounds, in seconds; 0 for audio that is passed on as it is. */
  secondsOf(piece: Uint8Array): number {
    const bytesPerSecond = this.#bytesPerSecond;
    return bytesPerSecond === undefined ? 0 : piece.length / bytesPerSecond;
  }

  /**
   * Takes a chunk, and gives the pieces that are ready.
   *
   * @throws {ConfigurationError} for what is no audio, or samples where only bytes can travel.
   */
  accept(chunk: LiveAudioChunk): Uint8Array[] {
    return this.#pieces(this.#encoded(chunk), MIN_PIECE_SECONDS);
  }

  /** Gives what is left at the end. */
  flush(): Uint8Array[] {
    const tail = this.#resampler === undefined ? NO_BYTES : this.#encodeFloat32(this.#resampler.flush());
    return this.#pieces(tail, 0);
  }

  get #bytesPerSecond(): number | undefined {
    const { audioFormat, sampleRate } = this.#settings;
    return audioFormat === "ogg/opus" ? undefined : sampleRate * bytesPerSample(encodingOf(audioFormat));
  }

  #pieces(bytes: Uint8Array, minSeconds: number): Uint8Array[] {
    const bytesPerSecond = this.#bytesPerSecond;
    const all = this.#rest.length === 0 ? bytes : joinBytes([this.#rest, bytes]);
    const pieceBytes =
      bytesPerSecond === undefined
        ? MAX_OPAQUE_PIECE_BYTES
        : wholeSamples(bytesPerSecond * MAX_PIECE_SECONDS);
    const pieces: Uint8Array[] = [];
    let at = 0;
    for (; all.length - at >= pieceBytes; at += pieceBytes) pieces.push(all.subarray(at, at + pieceBytes));
    const left = all.subarray(at, all.length - ((all.length - at) % this.#sampleBytes));
    const least = Math.max(1, bytesPerSecond === undefined ? 1 : bytesPerSecond * minSeconds);
    if (left.length >= least) {
      pieces.push(left);
      at += left.length;
    }
    // A copy, which slice of a Buffer is not: the caller may fill its buffer anew.
    this.#rest = at === all.length ? NO_BYTES : new Uint8Array(all.subarray(at));
    return pieces;
  }

  get #sampleBytes(): number {
    const { audioFormat } = this.#settings;
    return audioFormat === "ogg/opus" ? 1 : bytesPerSample(encodingOf(audioFormat));
  }

  /** The chunk in the format and at the rate of the session. */
  #encoded(chunk: LiveAudioChunk): Uint8Array {
    requireAudio(chunk);
    if (this.#resampler !== undefined)
      return this.#encodeFloat32(this.#resampler.process(this.#float32(chunk)));
    if (chunk instanceof Uint8Array) return chunk;
    const { audioFormat } = this.#settings;
    if (chunk instanceof Int16Array) {
      if (audioFormat === "pcm16") return int16ToBytes(chunk);
      if (audioFormat === "twilio") return int16ToMuLaw(chunk);
      return this.#encodeFloat32(int16ToFloat32(chunk));
    }
    return this.#encodeFloat32(chunk);
  }

  #encodeFloat32(samples: Float32Array): Uint8Array {
    switch (this.#settings.audioFormat) {
      case "pcm16":
        return int16ToBytes(float32ToInt16(samples));
      case "float32":
        return float32ToBytes(samples);
      case "twilio":
        return int16ToMuLaw(float32ToInt16(samples));
      case "ogg/opus":
        throw new ConfigurationError(
          "Samples cannot travel as ogg/opus: pass the bytes of an Ogg Opus stream.",
        );
    }
  }

  #float32(chunk: LiveAudioChunk): Float32Array {
    if (chunk instanceof Float32Array) return chunk;
    if (chunk instanceof Int16Array) return int16ToFloat32(chunk);
    const bytes = joinBytes([this.#partialSample, chunk]);
    const whole = bytes.length - (bytes.length % this.#sampleBytes);
    this.#partialSample = bytes.subarray(whole);
    const samples = bytes.subarray(0, whole);
    switch (this.#settings.audioFormat) {
      case "float32":
        return bytesToFloat32(samples);
      case "twilio":
        return int16ToFloat32(muLawToInt16(samples));
      default:
        return int16ToFloat32(bytesToInt16(samples));
    }
  }
}

function requireAudio(chunk: unknown): void {
  if (chunk instanceof Uint8Array || chunk instanceof Int16Array || chunk instanceof Float32Array) return;
  throw new ConfigurationError(
    "Live audio must come in chunks of Uint8Array, Int16Array or Float32Array; encode nothing and set no encoding on streams.",
  );
}

/** How the samples of a format are encoded. */
export function encodingOf(audioFormat: "pcm16" | "float32" | "twilio"): "pcm16" | "float32" | "mulaw" {
  return audioFormat === "twilio" ? "mulaw" : audioFormat;
}

function wholeSamples(bytes: number): number {
  // A multiple of every sample size.
  return Math.max(4, Math.floor(bytes / 4) * 4);
}
