import { KotobaError, ProtocolError } from "@kotoba/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readS2stServerFrame } from "./s2st-server-frames.ts";

const read = (frame: unknown) => readS2stServerFrame(JSON.stringify(frame));
const TEXT = "conversation.item.input_audio_transcription.text.delta";
const AUDIO = "conversation.item.input_audio_transcription.audio.delta";

describe("a frame of the server", () => {
  it.each<[object, object]>([
    [{ type: "voice_session.created", event_id: "e" }, { type: "ready" }],
    [{ type: "voice_session.updated", session: { unknown: [1] } }, { type: "ready" }],
    [{ type: "voice_session.updated" }, { type: "ready" }],
    [
      { type: TEXT, item_id: "1", delta: " こんにちは" },
      { type: "text", text: " こんにちは" },
    ],
    // Words may look like base64.
    [
      { type: TEXT, delta: "word" },
      { type: "text", text: "word" },
    ],
    [
      { type: TEXT, delta: "" },
      { type: "text", text: "" },
    ],
    [
      { type: AUDIO, item_id: null, delta: "AQID" },
      { type: "audio", audio: Uint8Array.of(1, 2, 3) },
    ],
    [
      { type: AUDIO, delta: "" },
      { type: "audio", audio: new Uint8Array(0) },
    ],
    [{ type: "input_audio_buffer.committed" }, { type: "committed" }],
  ])("%j is understood, and kept as it came", (frame, expected) => {
    expect(read(frame)).toEqual({ ...expected, raw: frame });
  });

  it.each([
    { type: "session.capabilities", supports_binary_audio: true, supports_opus_codec: true },
    { type: "conversation.item.created", event_id: "e" },
    { type: "news" },
    { type: 7 },
    {},
    [],
    null,
    "text",
  ])("%j asks for nothing", (frame) => {
    expect(read(frame)).toEqual({ type: "other" });
  });

  it.each(["", "{", "\u0000", '{"type":'])("that is no JSON asks for nothing: %j", (text) => {
    expect(readS2stServerFrame(text)).toEqual({ type: "other" });
  });

  it.each<[object, string]>([
    [{ type: "error", error: "unsupported turn detection" }, "server_error"],
    [{ type: "error", error: { code: "rate_limit_error", message: "no" } }, "rate_limit_error"],
    [{ type: "x-fal-error", reason: "gone" }, "server_error"],
  ])("%j is the service's error", (frame, code) => {
    expect(() => read(frame)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    { type: TEXT },
    { type: TEXT, text: "secret" },
    { type: TEXT, delta: { secret: 1 } },
    { type: AUDIO },
    { type: AUDIO, audio: "secret==" },
    { type: AUDIO, delta: 7 },
    { type: AUDIO, delta: null },
    { type: AUDIO, delta: "sec ret" },
    { type: AUDIO, delta: "secret==secret==" },
    { type: AUDIO, delta: "secre" },
  ])("%j breaks the contract, and its error names the frame, and does not repeat it", (frame) => {
    expect(() => read(frame)).toThrow(ProtocolError);
    expect(() => read(frame)).toThrow(
      /^The service sent a frame conversation\.item\.[\w.]+ that breaks the contract: delta: /,
    );
    expect(() => read(frame)).not.toThrow(/sec ?re/);
  });

  it("is read or refused, whatever it holds", () => {
    const type = fc.constantFrom(TEXT, AUDIO, "voice_session.created", "input_audio_buffer.committed");
    const fields = fc.dictionary(fc.constantFrom("delta", "item_id", "session", "error"), fc.jsonValue());
    fc.assert(
      fc.property(type, fields, (type, fields) => {
        try {
          expect(read({ type, ...fields }).type).toMatch(/^(ready|text|audio|committed)$/);
        } catch (error) {
          expect(error).toBeInstanceOf(KotobaError);
        }
      }),
    );
  });
});
