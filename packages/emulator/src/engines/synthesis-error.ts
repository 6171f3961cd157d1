/** A text that an engine does not speak; other failures of an engine are any other errors. */
export class SynthesisError extends Error {
  /** Name of the class. */
  override readonly name = "SynthesisError";
  /** What clients are told beside the message, for example `text_not_speakable`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
