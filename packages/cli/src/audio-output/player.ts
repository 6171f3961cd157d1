import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ConfigurationError, encodeWavStream } from "@kotoba/sdk";
import { killGroup, OWN_GROUP } from "../kill-group.ts";
import type { AudioSink } from "./audio-sink.ts";
import { fileSink } from "./file-sink.ts";
import { isOnPath } from "./is-on-path.ts";
import { PLAYERS, type Player } from "./players.ts";
import { speechBytes, wavFormat } from "./speech-bytes.ts";

const MAX_COMPLAINT_CHARACTERS = 500;

/**
 * Finds a player. It starts with the first audio, ends with the signal at once, and with this process.
 *
 * @throws {ConfigurationError} when there is none.
 */
export async function openPlayer(signal: AbortSignal): Promise<AudioSink> {
  for (const player of PLAYERS) {
    if (!(await isOnPath(player.program))) continue;
    return player.needsFile ? playFile(player, signal) : playStream(player, signal);
  }
  const programs = PLAYERS.map(({ program }) => program).join(", ");
  throw new ConfigurationError(
    `There is no program to play audio with (looked for ${programs}). Install ffmpeg, sox or alsa-utils, or use --output.`,
    { code: "no_player" },
  );
}

function playStream(player: Player, signal: AbortSignal): AudioSink {
  return async (chunks) => {
    const speech = await speechBytes(chunks);
    if (speech === undefined) return;
    const wav = encodeWavStream(speech.bytes, wavFormat(speech.first));
    const { child, ended } = start(player, [], signal);
    // A player that is closed by its user has heard enough; one that fails says why.
    await Promise.all([pipeline(wav, child.stdin).catch(() => {}), ended]);
  };
}

function playFile(player: Player, signal: AbortSignal): AudioSink {
  return async (chunks) => {
    const folder = await mkdtemp(join(tmpdir(), "kotoba-"));
    try {
      const path = join(folder, "speech.wav");
      await fileSink(path, "wav")(chunks);
      if (!signal.aborted) await start(player, [path], signal).ended;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function start(
  { program, args }: Player,
  moreArgs: readonly string[],
  signal: AbortSignal,
): { readonly child: ChildProcessByStdio<Writable, null, Readable>; readonly ended: Promise<void> } {
  const child = spawn(program, [...args, ...moreArgs], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: OWN_GROUP,
  });
  const kill = () => killGroup(child, "SIGKILL");
  process.on("exit", kill);
  signal.addEventListener("abort", kill, { once: true });
  return { child, ended: end() };

  async function end(): Promise<void> {
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-MAX_COMPLAINT_CHARACTERS);
    });
    try {
      const [code] = await once(child, "close");
      if (code === 0 || signal.aborted) return;
      const why = complaint.trim() || (code === null ? "it was killed" : `exit code ${code}`);
      throw new ConfigurationError(`The player ${program} failed: ${why}`, { code: "player_failed" });
    } finally {
      process.off("exit", kill);
      signal.removeEventListener("abort", kill);
    }
  }
}
