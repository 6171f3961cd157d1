import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

/** Unit suites read the sources of every package. (Only the emulator's worker thread is the built one: `npm test` builds first.) */
const fromSource = ["@kotoba/source", ...defaultServerConditions];

/** A test that checks nothing fails. */
const expect = { requireAssertions: true };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions: fromSource },
        ssr: { resolve: { conditions: fromSource } },
        test: {
          name: "unit",
          expect,
          include: ["packages/*/src/**/*.test.ts"],
          exclude: ["packages/integration/**", "**/node_modules/**"],
          // As in Node 20: from 24 on, garbage alone may take over 100 MiB, and the memory of decoders could not be told from it.
          execArgv: ["--max-semi-space-size=16"],
          // A busy machine makes nothing fail: tests end by what happens, not by the clock.
          testTimeout: 60_000,
        },
      },
      {
        // The suites across packages test what users install: the built files.
        test: {
          name: "integration",
          expect,
          include: ["packages/integration/src/**/*.test.ts"],
          exclude: ["packages/integration/src/release/**", "**/node_modules/**"],
          setupFiles: ["packages/integration/src/conformance/check-traffic.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Publishes and installs, after the others, which would have to share the machine with npm.
        test: {
          name: "release",
          expect,
          include: ["packages/integration/src/release/*.test.ts"],
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        // Breaks copies of the checkout in every way that `npm run check` watches for; last, as the release suite may build.
        test: {
          name: "guards",
          expect,
          include: ["scripts/*.test.ts"],
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
