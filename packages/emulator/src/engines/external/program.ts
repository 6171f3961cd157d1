/** A program on this machine that does the work of an engine. It is started anew for each utterance, phrase or text, never in a shell. */
export interface ProgramOptions {
  /**
   * The program, by its path or its name in PATH, and its arguments. In these `{in}` and `{out}` stand for files that it is to read
   * and write, without which it reads standard input and writes standard output; `{lang}`, `{source}`, `{target}`, `{voice}` and
   * `{rate}` for what they say, as far as the role of the engine has them.
   */
  readonly command: readonly string[];
  /** How long one run may take, in milliseconds; the program is killed then. Default 60,000. */
  readonly timeoutMs?: number | undefined;
}

/** What stands for the placeholders of a command. */
export type Placeholders = Readonly<Partial<Record<"lang" | "source" | "target" | "voice" | "rate", string>>>;

/** How long a run may take when nobody says. */
export const DEFAULT_TIMEOUT_MS = 60_000;
