import type { AudioInfo } from "@kotoba/sdk";
import { clockTime } from "./clock-time.ts";

/** What a file holds, a line for each fact. */
export function audioInfoTable(file: string, info: AudioInfo): string {
  const { container, codec, sampleRate, channels, bitsPerSample, durationSeconds } = info;
  const rows = [
    ["file", file === "-" ? "standard input" : file],
    ["format", container === codec ? container : `${container}, ${codec}`],
    ["rate", `${sampleRate} Hz`],
    ["channels", String(channels)],
    ...(bitsPerSample === undefined ? [] : [["bits", String(bitsPerSample)]]),
    ["duration", durationSeconds === undefined ? "unknown" : clockTime(durationSeconds)],
  ];
  return rows.map(([name = "", value]) => `${name.padEnd(10)}${value}\n`).join("");
}
