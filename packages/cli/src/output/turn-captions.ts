import { captionsOf, openCaptionFile } from "./caption-file.ts";
import { CollectedTurns } from "./collected-turns.ts";
import type { LiveOutput, TurnEvent } from "./live-output.ts";

/**
 * A file of captions, with the times at which the words were recognised.
 *
 * @throws {ConfigurationError} when it cannot be written.
 */
export async function turnCaptions(path: string): Promise<LiveOutput<TurnEvent>> {
  const file = await openCaptionFile(path);
  const turns = new CollectedTurns();
  return {
    show: (event, time) => turns.show(event, time),
    async end() {
      turns.end();
      await file.write(captionsOf(turns.ended, file.format));
    },
  };
}
