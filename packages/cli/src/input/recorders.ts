/** Samples a second that recorders are asked for. */
export const RECORDING_RATE = 16_000;

/** A program that writes what the default microphone hears to its standard output: 16 kHz, mono, 16-bit little-endian samples. */
export interface Recorder {
  readonly program: string;
  readonly args: readonly string[];
}

const RATE = String(RECORDING_RATE);
const ARECORD: Recorder = {
  program: "arecord",
  args: ["-q", "-t", "raw", "-f", "S16_LE", "-r", RATE, "-c", "1"],
};
const SOX_OUTPUT = ["-t", "raw", "-r", RATE, "-c", "1", "-b", "16", "-e", "signed-integer", "-L", "-"];
const REC: Recorder = { program: "rec", args: ["-q", ...SOX_OUTPUT] };
/** What `rec` is called where there are no symbolic links. */
const SOX: Recorder = { program: "sox", args: ["-q", "-d", ...SOX_OUTPUT] };

/** Which recorders to look for on a platform, the first one that is there being used. */
export function recordersOn(platform: NodeJS.Platform): readonly Recorder[] {
  if (platform === "darwin") return [REC, ffmpeg("avfoundation", ":default")];
  // ffmpeg knows no default microphone there.
  if (platform === "win32") return [SOX];
  return [ARECORD, REC, ffmpeg("alsa", "default")];
}

/** How to get one. */
export function recorderAdvice(platform: NodeJS.Platform): string {
  if (platform === "darwin") return "Install one: brew install sox (or ffmpeg).";
  if (platform === "win32")
    return "Install SoX (https://sox.sourceforge.net) and put its folder on the PATH.";
  return "Install one with your package manager: alsa-utils (for arecord), sox (for rec) or ffmpeg.";
}

function ffmpeg(format: string, device: string): Recorder {
  const quiet = ["-nostdin", "-hide_banner", "-loglevel", "error"];
  const output = ["-ac", "1", "-ar", RATE, "-f", "s16le", "-"];
  return { program: "ffmpeg", args: [...quiet, "-f", format, "-i", device, ...output] };
}
