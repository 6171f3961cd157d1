import type { Gap } from "@kotoba/sdk";

/** A live stream has ended in order, but some of its audio was lost with a line. */
export class LostAudio extends Error {
  override readonly name = "LostAudio";

  constructor(gaps: readonly Gap[]) {
    const seconds = gaps.reduce((sum, { fromSeconds, toSeconds }) => sum + toSeconds - fromSeconds, 0);
    const stretches = gaps.map(
      ({ fromSeconds, toSeconds }) => `${fromSeconds.toFixed(1)} to ${toSeconds.toFixed(1)}`,
    );
    super(
      `The line was lost, and the result may lack ${seconds.toFixed(1)} s of what was said: ${stretches.join(", ")} s.`,
    );
  }
}
