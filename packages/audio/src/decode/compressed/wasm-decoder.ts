import { AudioFormatError } from "@kotoba/core";
import type { DecoderClass } from "./optional-package.ts";

/** A decoder of an optional package, held at arm's length: what it returns is checked, and what it throws explained. */
export class WasmDecoder {
  readonly #packageName: string;
  readonly #decoder: object;
  #isFree = false;

  private constructor(packageName: string, decoder: object) {
    this.#packageName = packageName;
    this.#decoder = decoder;
  }

  static async start(decoderClass: DecoderClass, options: object = {}): Promise<WasmDecoder> {
    try {
      const decoder = decoderClass.create(options);
      if (typeof decoder !== "object" || decoder === null) throw new TypeError("not an object");
      await Reflect.get(decoder, "ready");
      return new WasmDecoder(decoderClass.packageName, decoder);
    } catch (cause) {
      const message = `the decoder ${decoderClass.packageName} does not start`;
      throw new AudioFormatError(message, { code: "decoder_missing", cause });
    }
  }

  /**
   * Decodes with one of the package's methods.
   *
   * @param byteOffset where the data stand in the file, for messages.
   * @returns one array a channel, all of the same length; none where nothing came out.
   */
  async decode(
    method: "decode" | "decodeFrames",
    data: Uint8Array | readonly Uint8Array[],
    byteOffset: number,
  ): Promise<readonly Float32Array[]> {
    let decoded: unknown;
    try {
      const call: unknown = Reflect.get(this.#decoder, method);
      if (typeof call !== "function") throw new TypeError(`it has no method ${method}`);
      decoded = await Reflect.apply(call, this.#decoder, [data]);
    } catch (cause) {
      // Its state cannot be trusted any more.
      const message = `the audio near byte ${byteOffset} is damaged: the decoder ${this.#packageName} gave up`;
      throw new AudioFormatError(message, { code: "bad_audio", byteOffset, cause });
    }
    return this.#channelsOf(decoded);
  }

  /** Gives its memory back. It may be called again. */
  free(): void {
    if (this.#isFree) return;
    this.#isFree = true;
    try {
      const free: unknown = Reflect.get(this.#decoder, "free");
      if (typeof free === "function") Reflect.apply(free, this.#decoder, []);
    } catch {
      // It has failed before; its memory goes with it.
    }
  }

  #channelsOf(decoded: unknown): readonly Float32Array[] {
    const channels: unknown =
      typeof decoded === "object" && decoded !== null ? Reflect.get(decoded, "channelData") : undefined;
    if (!isChannels(channels)) {
      const message = `the decoder ${this.#packageName} returned no samples: install another version`;
      throw new AudioFormatError(message, { code: "decoder_missing" });
    }
    return channels[0]?.length === 0 ? [] : channels;
  }
}

function isChannels(value: unknown): value is Float32Array[] {
  if (!Array.isArray(value)) return false;
  const channels: readonly unknown[] = value;
  const length = channels[0] instanceof Float32Array ? channels[0].length : 0;
  return channels.every((channel) => channel instanceof Float32Array && channel.length === length);
}
