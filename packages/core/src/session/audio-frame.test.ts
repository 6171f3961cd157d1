import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAudioFrame } from "./audio-frame.ts";
import { parseFrame } from "./typed-frame.ts";

const BYTES = Uint8Array.from({ length: 50 }, (_, index) => index * 7);
const BASE64 = Buffer.from(BYTES).toString("base64");

describe("a frame with audio", () => {
  it.each<[string, string]>([
    ["at the end", `{"type":"a","audio":"${BASE64}"}`],
    ["at the beginning", `{"audio":"${BASE64}","type":"a"}`],
    ["with spaces", `{ "type": "a", "audio" : "${BASE64}", "isFinal": false }`],
    ["with line breaks", `{\n"type": "a",\n"audio":\n"${BASE64}"\n}`],
    ["beside text of other scripts", `{"type":"a","audio":"${BASE64}","text":"こんにちは"}`],
    ["beside escapes", `{"type":"a","text":"\\"audio\\":\\"AAAA\\"","audio":"${BASE64}"}`],
    ["with escapes in its key", `{"type":"a","\\u0061udio":"${BASE64}"}`],
    ["with escapes in itself", `{"type":"a","audio":"${BASE64.replace("/", "\\/")}"}`],
    ["twice, of which the last counts", `{"type":"a","audio":"AAAA","audio":"${BASE64}"}`],
    ["beside a value of the same name", `{"type":"audio","audio":"${BASE64}"}`],
    ["beside one in another object", `{"type":"a","other":{"audio":"AAAA"},"audio":"${BASE64}"}`],
  ])("%s is read as JSON.parse does, and decoded", (_, text) => {
    const { frame, audio } = parseAudioFrame(text, "audio");
    expect(frame).toEqual(JSON.parse(text));
    expect(Object.keys(frame)).toEqual(Object.keys(JSON.parse(text)));
    expect(audio).toEqual(BYTES);
  });

  it.each<[string, string]>([
    ["in another object", `{"type":"a","other":{"audio":"${BASE64}"}}`],
    ["that is no text", '{"type":"a","audio":7}'],
    ["that is missing", '{"type":"a"}'],
    ["that is no base64", '{"type":"a","audio":"no base64!"}'],
    ["that has a character too many", `{"type":"a","audio":"AAAAA"}`],
    ["that goes on after its end", `{"type":"a","audio":"AA==AAAA"}`],
    ["in an array", `{"type":"a","list":["audio","${BASE64}"]}`],
  ])("%s gives none", (_, text) => {
    expect(parseAudioFrame(text, "audio")).toEqual({ frame: JSON.parse(text) });
  });

  it.each([
    "",
    "no json",
    `["audio","${BASE64}"]`,
    `{"audio":"${BASE64}"}`,
    `{"type":"a","audio":"${BASE64}`,
    `{"type":"a","audio":"AA\nAA"}`,
    `{"type":"a","audio":"${BASE64}"`,
    `"x"audio":"${BASE64}"`,
  ])("that is no frame is unreadable: %j", (text) => {
    expect(parseAudioFrame(text, "audio")).toEqual({ frame: { type: "unreadable" } });
  });

  it("may hold it under another name, and hold nothing", () => {
    expect(parseAudioFrame(`{"type":"a","delta":"${BASE64}"}`, "delta").audio).toEqual(BYTES);
    expect(parseAudioFrame('{"type":"a","audio":""}', "audio").audio).toEqual(new Uint8Array(0));
  });
});

/** JSON that is likely to be mistaken: keys, values and texts made of the same few words. */
const word = fc.constantFrom("audio", "type", "a", '"', "\\", ":", "AAAA", BASE64, "", "é", "\n", " ");
const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(""));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.base64String(),
    fc.integer(),
    fc.constant(null),
    fc.array(tie("any"), { maxLength: 2 }),
    fc.dictionary(text, tie("any"), { maxKeys: 3 }),
  ),
}));
const frame = fc.record(
  { type: fc.oneof(text, fc.constant("audio.chunk")), audio: value.any, other: value.any, "": value.any },
  { requiredKeys: [] },
);

describe("whatever comes", () => {
  const expected = (json: string) => {
    const parsed = parseFrame(json);
    const { audio } = parsed;
    const isBase64 =
      typeof audio === "string" &&
      /^[\w+/-]*={0,2}$/.test(audio) &&
      audio.replace(/=+$/, "").length % 4 !== 1;
    return isBase64
      ? { frame: parsed, audio: new Uint8Array(Buffer.from(audio, "base64")) }
      : { frame: parsed };
  };

  it("is read as JSON.parse does, with spaces or without", () => {
    fc.assert(
      fc.property(frame, fc.constantFrom(0, 1, 2), (json, space) => {
        const written = JSON.stringify(json, null, space);
        expect(parseAudioFrame(written, "audio")).toEqual(expected(written));
      }),
      { numRuns: 2000 },
    );
  });

  it("is read as JSON.parse does, even when it is damaged", () => {
    fc.assert(
      fc.property(frame, fc.nat(), fc.nat(3), word, (json, at, length, inserted) => {
        const whole = JSON.stringify(json);
        const start = at % (whole.length + 1);
        const damaged = whole.slice(0, start) + inserted + whole.slice(start + length);
        expect(parseAudioFrame(damaged, "audio")).toEqual(expected(damaged));
      }),
      { numRuns: 2000 },
    );
  });
});
