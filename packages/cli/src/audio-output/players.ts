/** A program that plays a WAV file. */
export interface Player {
  readonly program: string;
  /** What it is called with; the path of a file follows where it {@link needsFile}. */
  readonly args: readonly string[];
  /** Whether it cannot play what comes on its standard input. */
  readonly needsFile: boolean;
}

const FFPLAY: Player = {
  program: "ffplay",
  args: ["-nodisp", "-autoexit", "-hide_banner", "-loglevel", "error", "-i", "pipe:0"],
  needsFile: false,
};
const SOX: Player = { program: "play", args: ["-q", "--ignore-length", "-t", "wav", "-"], needsFile: false };
const APLAY: Player = { program: "aplay", args: ["-q", "-t", "wav", "-"], needsFile: false };
const AFPLAY: Player = { program: "afplay", args: [], needsFile: true };

/** The players to look for, the first one that is there being used: what can play audio while it comes goes first. */
export const PLAYERS: readonly Player[] = [FFPLAY, SOX, APLAY, AFPLAY];
