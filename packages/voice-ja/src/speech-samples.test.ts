import { expect, it } from "vitest";
import { SpeechSamples } from "./speech-samples.ts";

it("joins what it is given", () => {
  const samples = new SpeechSamples();
  for (const part of [[], [0.5, -1], [1]]) samples.add(Float32Array.from(part));
  expect([...samples.joined()]).toEqual([0.5, -1, 1]);
});

it("takes half an hour, and not a sample more", () => {
  const samples = new SpeechSamples();
  const minute = new Float32Array(60 * 48_000);
  for (let count = 0; count < 30; count++) samples.add(minute);
  expect(() => samples.add(new Float32Array(1))).toThrow(
    expect.objectContaining({ code: "speech_too_long", message: expect.stringContaining("in parts") }),
  );
});

it("says so when there is nothing", () => {
  const samples = new SpeechSamples();
  samples.add(new Float32Array());
  expect(() => samples.joined()).toThrow(expect.objectContaining({ code: "text_not_speakable" }));
});
