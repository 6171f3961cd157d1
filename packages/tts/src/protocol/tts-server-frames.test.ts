import { KotobaError, ProtocolError } from "@kotoba/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTtsServerFrame } from "./tts-server-frames.ts";

const read = (frame: unknown) => readTtsServerFrame(JSON.stringify(frame));

describe("a frame of the server", () => {
  it.each<[object, object]>([
    [
      {
        type: "session.created",
        format: "PCM_F32",
        sample_rate: 24_000,
        channels: null,
        client_id: "c",
        extra: 1,
      },
      { type: "ready", audioFormat: "pcm_f32", sampleRate: 24_000 },
    ],
    [
      { type: "response.created", response: { id: "r", extra: {} } },
      { type: "created", responseId: "r" },
    ],
    [
      { type: "audio.chunk", response_id: "r", audio: "AQI=", isFinal: true },
      { type: "audio", audio: Uint8Array.of(1, 2), isFinal: true, responseId: "r" },
    ],
    [
      { type: "audio.chunk", response_id: null, audio: "" },
      { type: "audio", audio: new Uint8Array(0), isFinal: false, responseId: undefined },
    ],
    [
      { type: "response.done", response: { id: "r", status: "failed", error: { code: "c", message: null } } },
      { type: "done", status: "failed", responseId: "r", failure: { code: "c" } },
    ],
    [
      { type: "response.done", response: { status: "completed", error: null } },
      { type: "done", status: "completed" },
    ],
    [
      { type: "timeout", message: "slow" },
      { type: "timeout", message: "slow" },
    ],
    [{ type: "timeout" }, { type: "timeout", message: "" }],
    [{ type: "news" }, { type: "other" }],
  ])("%j is understood", (frame, expected) => {
    expect(read(frame)).toMatchObject(expected);
  });

  it.each<[object, string]>([
    [{ type: "error", message: "no voice", code: "voice_not_found" }, "voice_not_found"],
    [{ type: "error", error: "text" }, "server_error"],
    [{ type: "x-fal-error", reason: "gone" }, "server_error"],
  ])("%j is the service's error", (frame, code) => {
    expect(() => read(frame)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    { type: "session.created", format: 7, sample_rate: 8000 },
    { type: "session.created", format: "pcm16", sample_rate: 8000.5 },
    { type: "response.created" },
    { type: "audio.chunk", isFinal: false },
    { type: "audio.chunk", audio: "sec ret" },
    { type: "audio.chunk", audio: "", response_id: 7 },
    { type: "response.done", response: { id: "secret" } },
  ])("%j breaks the contract, and its error does not repeat it", (frame) => {
    expect(() => read(frame)).toThrow(ProtocolError);
    expect(() => read(frame)).toThrow(/^The service sent a frame [\w.]+ that breaks the contract: [\w.]+: /);
    expect(() => read(frame)).not.toThrow(/sec ?ret/);
  });

  it("is read or refused, whatever it holds", () => {
    const type = fc.constantFrom(
      "session.created",
      "response.created",
      "audio.chunk",
      "response.done",
      "timeout",
    );
    const fields = fc.dictionary(
      fc.constantFrom("format", "sample_rate", "response", "audio", "isFinal", "response_id", "message"),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(type, fields, (type, fields) => {
        try {
          expect(read({ type, ...fields }).type).toMatch(/^(ready|created|audio|done|timeout)$/);
        } catch (error) {
          expect(error).toBeInstanceOf(KotobaError);
        }
      }),
    );
  });
});
