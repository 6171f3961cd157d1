/** Makes the frames that carry audio, and has the one that ends it. */
export interface InputFrames {
  /** The frame for the next piece of audio: each has an `event_id` that tells its number, from 1. @param base64Audio - Needs no escaping. */
  next(base64Audio: string): string;
  /** The frame that says that no more audio comes. */
  readonly commit: string;
}

/** The frame that carries a piece. */
export function audioFrame(frames: InputFrames, piece: Uint8Array): string {
  return frames.next(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString("base64"));
}
