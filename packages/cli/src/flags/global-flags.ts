import type { KotobaClientOptions } from "@kotoba/sdk";

/** Flags that work with every command. */
export interface GlobalFlags {
  readonly json?: true;
  readonly url?: string;
  readonly allowInsecure?: true;
}

/** The client options that the flags stand for. A command talks to one service: the URL is of that. */
export function clientOptions({ url, allowInsecure }: GlobalFlags): KotobaClientOptions {
  return { asrUrl: url, ttsUrl: url, s2stUrl: url, allowInsecure };
}
