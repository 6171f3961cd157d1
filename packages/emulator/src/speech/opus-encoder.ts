import { createRequire } from "node:module";
import { float32ToInt16, int16ToBytes } from "@kotoba/audio";

/** The rate that the encoder works at, in Hz. */
export const OPUS_SAMPLE_RATE = 24_000;
/** How many samples a packet holds: 20 ms. */
export const OPUS_FRAME_SAMPLES = 480;

const CHANNELS = 1;
/** OPUS_APPLICATION_AUDIO: true to what comes in. The one that is made for calls filters low voices. */
const APPLICATION = 2049;
const GET_LOOKAHEAD = 4027;
const MAX_PACKET_BYTES = 1275;

/** libopus behind Emscripten's bindings. Results below 0 are errors. */
interface OpusHandler {
  /** `samples` points to 16-bit words, each of which holds but one byte of the little-endian samples; `bytes` is how many. */
  _encode(samples: number, bytes: number, packet: number, frameSamples: number): number;
  _encoder_ctl(request: number, value: number): number;
}

/** The module that `opusscript` is built on, as far as it is used here. The views are others once its memory has grown. */
interface OpusModule {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU16: Uint16Array;
  readonly HEAP32: Int32Array;
  readonly OpusScriptHandler: {
    new (sampleRate: number, channels: number, application: number): OpusHandler;
    destroy_handler(handler: OpusHandler): void;
  };
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

let shared: OpusModule | undefined;

/**
 * Not by way of opusscript's own class: that writes the samples at twice the address which it reserved for them, into memory
 * that may be another encoder's.
 */
function opusModule(): OpusModule {
  if (shared === undefined) {
    const create: () => OpusModule = createRequire(import.meta.url)(
      "opusscript/build/opusscript_native_wasm.js",
    );
    shared = create();
  }
  return shared;
}

/** Encodes one stream of speech, 24 kHz mono, as Opus packets. */
export class OpusEncoder implements Disposable {
  /** How many samples of the decoded stream come before the first that was put in. */
  readonly lookahead: number;
  readonly #module = opusModule();
  readonly #handler: OpusHandler;
  readonly #samples: number;
  readonly #packet: number;

  constructor() {
    this.#handler = new this.#module.OpusScriptHandler(OPUS_SAMPLE_RATE, CHANNELS, APPLICATION);
    this.#samples = this.#module._malloc(2 * 2 * OPUS_FRAME_SAMPLES);
    this.#packet = this.#module._malloc(MAX_PACKET_BYTES);
    check(this.#handler._encoder_ctl(GET_LOOKAHEAD, this.#samples));
    this.lookahead = this.#module.HEAP32[this.#samples >> 2] ?? 0;
  }

  /** Encodes {@link OPUS_FRAME_SAMPLES} samples. */
  encode(frame: Float32Array): Uint8Array {
    const bytes = int16ToBytes(float32ToInt16(frame));
    this.#module.HEAPU16.set(bytes, this.#samples >> 1);
    const length = this.#handler._encode(this.#samples, bytes.length, this.#packet, OPUS_FRAME_SAMPLES);
    check(length);
    return this.#module.HEAPU8.slice(this.#packet, this.#packet + length);
  }

  [Symbol.dispose](): void {
    this.#module.OpusScriptHandler.destroy_handler(this.#handler);
    this.#module._free(this.#samples);
    this.#module._free(this.#packet);
  }
}

function check(result: number): void {
  if (result < 0) throw new Error(`libopus failed with ${result}.`);
}
