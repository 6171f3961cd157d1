import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const MEBIBYTE = 2 ** 20;

/** Runs a fixture in a process of its own, and gives what it reports. */
async function report(fixture: string): Promise<Record<string, number | string>> {
  const path = fileURLToPath(new URL(`./fixtures/${fixture}.ts`, import.meta.url));
  const program = `import { runnerImport } from "vite"; await runnerImport(${JSON.stringify(path)}, { configFile: false });`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--expose-gc", "--input-type=module", "--eval", program],
    { cwd: fileURLToPath(new URL(".", import.meta.url)) },
  );
  const line = stdout.trim().split("\n").at(-1) ?? "";
  console.log(`${fixture}: ${line}`);
  return JSON.parse(line);
}

it("100 MB for a server that stops reading stay with the caller", { timeout: 40_000 }, async () => {
  const { ended, takenBytes, maxHeldBytes, chunkBytes, grownBytes } =
    await report("push-into-stalled-server");
  expect(ended).toBe("enough");
  // The system's own buffers take some.
  expect(takenBytes).toBeLessThan(50_000_000);
  expect(maxHeldBytes).toBeGreaterThanOrEqual(MEBIBYTE);
  expect(maxHeldBytes).toBeLessThanOrEqual(MEBIBYTE + Number(chunkBytes));
  expect(grownBytes).toBeLessThanOrEqual(20 * MEBIBYTE);
});

it("100 MB from a server that floods stay with the server until they are read", {
  timeout: 40_000,
}, async () => {
  const flooded = await report("lag-behind-flooding-server");
  const { receivedWhileLagging, readEvents, grownWhileLagging, grownBytes } = flooded;
  expect(receivedWhileLagging).toBeLessThan(300);
  expect(grownWhileLagging).toBeLessThanOrEqual(20 * MEBIBYTE);
  expect(readEvents).toBe(10_001);
  // Of both sides, and the garbage of 100 MB that passed.
  expect(grownBytes).toBeLessThanOrEqual(50 * MEBIBYTE);
});
