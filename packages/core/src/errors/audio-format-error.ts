import { KotobaError, type KotobaErrorOptions } from "./kotoba-error.ts";

/** What an {@link AudioFormatError} carries beside its message. */
export interface AudioFormatErrorOptions extends KotobaErrorOptions {
  /** Where in the input the trouble lies, in bytes from its start. */
  readonly byteOffset?: number | undefined;
}

/** Input that is no audio, a truncated file, or a format that cannot be converted. */
export class AudioFormatError extends KotobaError {
  static override readonly errorName: string = "AudioFormatError";

  /** Name of the class. */
  declare readonly name: "AudioFormatError";

  /** Where in the input the trouble lies, in bytes from its start; `undefined` where it lies in no one place. */
  readonly byteOffset: number | undefined;

  constructor(message: string, options: AudioFormatErrorOptions = {}) {
    super(message, { code: "bad_audio", ...options });
    this.byteOffset = options.byteOffset;
  }
}
