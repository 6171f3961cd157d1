/** What a live recognition tells, in order. `raw` is the wire frame that caused it. */
export type AsrEvent =
  /** The service takes audio from here on. */
  | {
      readonly type: "session_ready";
      readonly sampleRate: number;
      readonly audioFormat: string;
      readonly raw: unknown;
    }
  /** Some more words of the turn that is being spoken: a delta, to be put behind those before. */
  | {
      readonly type: "partial_transcript";
      readonly text: string;
      readonly itemId?: string;
      readonly raw: unknown;
    }
  /** The whole text of a turn that has ended, in place of its deltas. */
  | {
      readonly type: "final_transcript";
      readonly text: string;
      readonly itemId?: string;
      readonly raw: unknown;
    }
  /** The service has answered for all the audio. */
  | { readonly type: "committed"; readonly raw: unknown }
  /** The session is complete; iteration ends. */
  | { readonly type: "done" };
