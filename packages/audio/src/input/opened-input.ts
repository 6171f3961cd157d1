/** An input that has been opened, before it is given a name. */
export interface OpenedInput {
  readonly fileName?: string | undefined;
  readonly mediaType?: string | undefined;
  /** The first bytes: at least 12, unless there are no more; none if the input is empty. */
  readonly start: Uint8Array;
  readonly sizeBytes: number | undefined;
  readonly repeatable: boolean;
  /** Where it lies, if it is a regular file. */
  readonly path?: string | undefined;
  /** Its last bytes, `count` or as many as there are. Not there for streams. */
  readEnd?(count: number): Promise<Uint8Array>;
  stream(): AsyncIterable<Uint8Array>;
  dispose(): Promise<void>;
}
