import { KotobaError, type KotobaErrorOptions } from "./kotoba-error.ts";

/** Input that is no audio, a truncated file, or a format that cannot be converted. */
export class AudioFormatError extends KotobaError {
  static override readonly errorName: string = "AudioFormatError";

  declare readonly name: "AudioFormatError";

  constructor(message: string, options: KotobaErrorOptions = {}) {
    super(message, { code: "bad_audio", ...options });
  }
}
