import type { Container } from "../container.ts";
import { openWithFfmpeg } from "./open-with-ffmpeg.ts";
import { probeWithFfmpeg } from "./probe-with-ffmpeg.ts";

/** Whatever this package does not read by itself. */
export const ffmpegContainer: Container = {
  open: async (input) => await openWithFfmpeg(input),
  probe: async (input) => await probeWithFfmpeg(input),
};
