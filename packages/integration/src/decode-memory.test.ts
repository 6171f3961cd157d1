import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

/** Of the first only a part is decoded, for the time that it takes: that of the second goes past 32 bits. */
it.each([
  ["wav", "4 GiB", 2 ** 32 - 2 ** 16, 2 ** 30],
  ["rf64", "5 GiB", 5 * 2 ** 30, 5 * 2 ** 30],
])(
  "a file (%s) of %s is probed by its first part, and decoded in flat memory",
  async (kind, size, dataBytes, decodedBytes) => {
    const child = fork(
      new URL("./fixtures/decode-sparse-file.mjs", import.meta.url),
      [kind, `${dataBytes}`, `${decodedBytes}`],
      {
        execArgv: ["--expose-gc"],
      },
    );
    const [report] = await once(child, "message");
    await once(child, "exit");
    const { info, probedBytes, probeMilliseconds, samples, decodeSeconds, grownMebibytes } = report;
    const megabytesPerSecond = Math.round(decodedBytes / 1e6 / decodeSeconds);
    console.log(
      `${kind} of ${size}: probed in ${Math.round(probeMilliseconds)} ms, decoded at ${megabytesPerSecond} MB/s, RSS grew by ${grownMebibytes} MiB`,
    );
    expect(info).toMatchObject({ container: "wav", codec: "float32", sampleRate: 48_000, channels: 2 });
    expect(info.frameCount).toBe(dataBytes / 8);
    expect(info.durationSeconds).toBe(dataBytes / 8 / 48_000);
    expect(probedBytes).toBeLessThanOrEqual(2 ** 20);
    expect(samples).toBeGreaterThanOrEqual(decodedBytes / 4);
    expect(samples).toBeLessThanOrEqual(dataBytes / 4);
    expect(grownMebibytes).toBeLessThanOrEqual(64);
  },
  300_000,
);
