/** Flags that work with every command. */
export interface GlobalFlags {
  readonly json?: true;
  readonly url?: string;
}
