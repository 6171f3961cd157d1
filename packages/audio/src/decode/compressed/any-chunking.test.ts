import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { ChunkedSource } from "../../testing/chunked-source.ts";
import { collectFrames } from "../../testing/collect.ts";
import { bytesOf, type CompressedRecordings, stereoRecordings } from "../../testing/compressed-recordings.ts";
import { isInstalled } from "../../testing/installed.ts";
import { decodeAudio } from "../decode-audio.ts";

let recordings: CompressedRecordings | undefined;
afterAll(() => recordings?.[Symbol.dispose]());

/** Chunks of a few bytes, of some kilobytes, and of more than there is. */
const chunkSizes = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 9000 }), fc.constant(1_000_000)),
  { minLength: 1, maxLength: 8 },
);

describe.skipIf(!isInstalled("ffmpeg") || !isInstalled("sox"))(
  "however a file is cut into chunks, its samples are the same:",
  () => {
    it.each([
      ["any.mp3", "-q:a 3"],
      ["any.flac", ""],
      ["vorbis.ogg", "-c:a libvorbis -q:a 4"],
      ["opus.ogg", "-c:a libopus -b:a 64k"],
      ["flac.ogg", "-c:a flac"],
    ])("%s", async (name, args) => {
      recordings ??= stereoRecordings();
      const file = bytesOf(recordings.make(name, args));
      const whole = await collectFrames(decodeAudio(file));
      expect(whole.length).toBeGreaterThan(150_000);
      await fc.assert(
        fc.asyncProperty(chunkSizes, async (sizes) => {
          const samples = await collectFrames(decodeAudio(new ChunkedSource(file, sizes)));
          // As bytes: comparing numbers one by one takes longer than decoding.
          return Buffer.from(samples.buffer).equals(Buffer.from(whole.buffer));
        }),
        { numRuns: 15 },
      );
    });
  },
);
