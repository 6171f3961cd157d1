import { describe, expect, it } from "vitest";
import { voiceFor } from "./engine-selection.ts";
import { createFliteEngine } from "./flite/flite-engine.ts";
import { createScriptedSynthesisEngine } from "./scripted-synthesis-engine.ts";

describe("the voice for a session", () => {
  const flite = createFliteEngine();

  it.each([
    [undefined, "slt"],
    ["awb", "awb"],
    ["ja-man-m02-azawa", "rms"],
    ["ja-man-1", "rms"],
    ["male-01", "rms"],
    ["ja-woman-f04-me", "slt"],
    ["SLT", undefined],
    ["constructor", undefined],
  ])("that asks for %s is %s", (speakerId, voice) => {
    expect(voiceFor(flite, "en", speakerId)?.id).toBe(voice);
  });

  it("is one of its language", () => {
    const scripted = createScriptedSynthesisEngine({ languages: ["ja", "en"] });
    expect(voiceFor(scripted, "en", undefined)?.id).toBe("en-woman");
    expect(voiceFor(scripted, "ja", "ja-man-m02-azawa")?.id).toBe("ja-man");
    expect(voiceFor(scripted, "ja", "en-man")).toBeUndefined();
  });
});
