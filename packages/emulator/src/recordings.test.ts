import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sampleRecordings } from "./recordings.ts";

describe("sampleRecordings", () => {
  it.each(sampleRecordings)("$name is there, under a name of its own", ({ name, path }) => {
    expect(statSync(path).size).toBeGreaterThan(80_000);
    expect(sampleRecordings.filter((other) => other.name === name)).toHaveLength(1);
  });
});
