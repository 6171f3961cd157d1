// Set-up of every suite of this package: what emulators and SDK exchange in it is compared with what the service publishes of its wire. The
// emulator's frames are read by the SDK's parsers in these suites, and the SDK's frames by the emulator's, which are the SDK's own schemas.

import { afterAll, beforeAll, expect } from "vitest";
import { departuresWithoutReason } from "./deviations.ts";
import { observedTraffic, startObserving, stopObserving } from "./observed-traffic.ts";

beforeAll(startObserving);

afterAll(() => {
  stopObserving();
  if (observedTraffic === undefined) return;
  const violations = departuresWithoutReason(observedTraffic.departures, expect.getState().testPath);
  if (violations.length > 0)
    throw new Error(
      `What went over the wire departs from the published descriptions:\n${violations.map(([what, count]) => `  ${what} (${count} times)`).join("\n")}`,
    );
});
