/**
 * What can befall the live connections of a fault proxy. A live connection is one whose upgrade to a WebSocket was answered with 101; times
 * count from that answer. `slow` and `duplicate` hold for all of them. The others are a script, in order: each befalls the next live
 * connection, `refuse` the next attempts at one; when all have been used up, connections go through unharmed. A fault that was meant for a
 * connection which the server itself then refused is kept for the next. In each, the notation that `parseFault` reads comes first.
 */
export type Fault =
  /** `drop@2s`: both sides are reset after that time; the client gets no close frame. */
  | { readonly type: "drop"; readonly afterMs: number }
  /**
   * `stall@3s`: from that time on nothing passes in either direction, not even the end of a side, so that the line is half-open until the
   * proxy cuts or closes it.
   */
  | { readonly type: "stall"; readonly afterMs: number }
  /**
   * `close:1011@1s`: after that time the client gets a close frame with that code, between two frames of the server's, and the end of the
   * connection; the server is reset. Codes: 1000 to 1014 without 1004 to 1006, and 3000 to 4999.
   */
  | { readonly type: "close"; readonly code: number; readonly afterMs: number }
  /**
   * `corrupt@2s`, or `corrupt` for at once: of the first data frame of the server's that has payload and is whole after that time, the byte in
   * the middle arrives as 0xFF, so that a text is no valid UTF-8.
   */
  | { readonly type: "corrupt"; readonly afterMs: number }
  /** `refuse:2`: that many attempts are reset before the server hears of them. 1 or more. */
  | { readonly type: "refuse"; readonly attempts: number }
  /**
   * `slow:50kbps`: each direction of each connection, REST too, passes so many bits a second, 1 or more. Of several such faults the last
   * holds.
   */
  | { readonly type: "slow"; readonly bitsPerSecond: number }
  /** `duplicate`: each text message of the server's comes twice. */
  | { readonly type: "duplicate" };

/** A fault that befalls one connection, once it is live. */
export type LiveFault = Extract<Fault, { readonly type: "drop" | "stall" | "close" | "corrupt" }>;

/** A fault that has its turn. */
export type ScriptedFault = LiveFault | Extract<Fault, { readonly type: "refuse" }>;
