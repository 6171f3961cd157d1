import { describe, expect, it } from "vitest";
import { mediaTypeOfName, nameForMediaType, sniffMediaType } from "./media-type.ts";

describe("sniffMediaType", () => {
  it.each<[string, string | undefined]>([
    ["RIFF\x24\0\0\0WAVEfmt ", "audio/wav"],
    ["RF64\xff\xff\xff\xffWAVEds64", "audio/wav"],
    ["BW64\xff\xff\xff\xffWAVEds64", "audio/wav"],
    ["RIFF\x24\0\0\0AVI LIST", undefined],
    ["ID3\x04\0\0\0\0\0\0\0\0", "audio/mpeg"],
    ["\xff\xfb\x90\x64\0\0\0\0\0\0\0\0", "audio/mpeg"],
    ["\xff\xf3\x44\xc4", "audio/mpeg"],
    ["\xff\xf1\x50\x80", "audio/aac"],
    ["\xff\xf9\x50\x80", "audio/aac"],
    ["\xff\xff\xff\xff\xff\xff", undefined],
    ["\xff\xfeh\0e\0l\0l\0o\0", undefined],
    ["\xff\xfb\xf0\x64", undefined],
    ["\xff\xfb", undefined],
    ["fLaC\0\0\0\x22", "audio/flac"],
    ["OggS\0\x02\0\0", "audio/ogg"],
    ["\0\0\0\x20ftypM4A ", "audio/mp4"],
    ["\x1a\x45\xdf\xa3\x9fB\x86\x81", "audio/webm"],
    ["FORM\0\0\0\x2eAIFFCOMM", "audio/aiff"],
    ["FORM\0\0\0\x2eAIFCFVER", "audio/aiff"],
    ["FORM\0\0\0\x2eILBM", undefined],
    [".snd\0\0\0\x18", "audio/basic"],
    ["hello world", undefined],
    ["", undefined],
  ])("%j is %s", (start, mediaType) => {
    expect(sniffMediaType(Buffer.from(start, "latin1"))).toBe(mediaType);
  });
});

describe("media types and names", () => {
  it.each([
    ["a.wav", "audio/wav"],
    ["A.B.MP3", "audio/mpeg"],
    ["talk.opus", "audio/ogg"],
    ["talk.txt", undefined],
    ["wav", undefined],
    ["talk.", undefined],
  ])("%s is %s", (name, mediaType) => {
    expect(mediaTypeOfName(name)).toBe(mediaType);
  });

  it.each([
    ["audio/wav", "audio.wav"],
    ["audio/x-wav", "audio.wav"],
    ["Audio/WebM; codecs=opus", "audio.webm"],
    ["video/mp4", "audio.m4a"],
    ["application/octet-stream", "audio"],
    ["toString", "audio"],
  ])("%s is given the name %s", (mediaType, name) => {
    expect(nameForMediaType(mediaType)).toBe(name);
  });
});
