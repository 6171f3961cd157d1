import { expect, it } from "vitest";
import type { Deadline } from "../abort/deadline.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { UploadProgress } from "./upload-progress.ts";

const MEBIBYTE = 2 ** 20;

/** Takes a body as a connection would, one piece a second, and notes each restart of the deadline. */
async function upload(...pieces: Uint8Array[]) {
  const clock = new ManualClock();
  const restarts: (number | undefined)[] = [];
  const deadline: Deadline = {
    signal: new AbortController().signal,
    restart: (limitMs) => restarts.push(limitMs),
  };
  const body = {
    contentType: "audio/wav",
    contentLength: undefined,
    replayable: true,
    async *stream() {
      yield* pieces;
    },
  };
  const progress = new UploadProgress(body, clock);
  const sizes: number[] = [];
  for await (const piece of progress.watchedBody(deadline, 30_000)?.stream() ?? []) {
    sizes.push(piece.length);
    await clock.advance(1000);
  }
  return { sizes, restarts, progress };
}

it("shows progress within a piece, however large the pieces of the source are", async () => {
  const { sizes, restarts } = await upload(new Uint8Array(MEBIBYTE));
  expect(sizes).toEqual([MEBIBYTE / 4, MEBIBYTE / 4, MEBIBYTE / 4, MEBIBYTE / 4]);
  expect(restarts.length).toBeGreaterThanOrEqual(5);
});

it("gives the system time for what it may still hold: by size, by the rate once that is known, and never beyond the limit", async () => {
  const small = await upload(new Uint8Array(MEBIBYTE / 2));
  expect(small.restarts.at(-1)).toBe(30_000 + 16_000);
  // 160 pieces take 160 s, in which 32 MiB go beyond the buffers: 8 MiB more would take 40 s.
  const slow = await upload(new Uint8Array(40 * MEBIBYTE));
  expect(slow.restarts.at(-1)).toBe(30_000 + 30_000);
});
