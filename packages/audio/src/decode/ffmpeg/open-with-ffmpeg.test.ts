import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AudioInput } from "../../input/audio-source.ts";
import { align } from "../../testing/alignment.ts";
import { collectFrames } from "../../testing/collect.ts";
import { bytesOf, type CompressedRecordings, speechRecordings } from "../../testing/compressed-recordings.ts";
import { isInstalled } from "../../testing/installed.ts";
import { decodeAudio } from "../decode-audio.ts";
import { openDecoder } from "../open-decoder.ts";
import { probeAudio } from "../probe-audio.ts";

const isWindows = process.platform === "win32";

describe.skipIf(!isInstalled("ffmpeg") || !isInstalled("sox"))("with ffmpeg", () => {
  const temporary = mkdtempSync(join(tmpdir(), "kotoba-ffmpeg-"));
  const { TMPDIR } = process.env;
  let recordings: CompressedRecordings;
  beforeAll(() => {
    recordings = speechRecordings();
    process.env.TMPDIR = temporary;
  });
  afterAll(() => {
    recordings[Symbol.dispose]();
    rmSync(temporary, { recursive: true });
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });

  const FILES: readonly [name: string, args: string, info: object][] = [
    ["index-at-the-end.m4a", "-c:a aac -b:a 128k", { container: "m4a", codec: "aac", sampleRate: 44_100 }],
    ["speech.webm", "-c:a libopus -b:a 96k", { container: "webm", codec: "opus", sampleRate: 48_000 }],
    ["speech.aac", "-c:a aac -b:a 128k", { container: "aac", codec: "aac" }],
    ["speech.wma", "-c:a wmav2 -b:a 128k", { container: "asf", codec: "wmav2" }],
    ["speech.caf", "-c:a flac", { container: "caf", codec: "flac" }],
  ];

  it.each(FILES)("%s is decoded from every kind of input", async (name, args, info) => {
    const { make, decodeByFfmpeg, original } = recordings;
    const path = make(name, args);
    const file = bytesOf(path);
    const expected = decodeByFfmpeg(path);
    const inputs: readonly (() => AudioInput)[] = [
      () => path,
      () => file,
      () => new Blob([file]),
      () => createReadStream(path, { highWaterMark: 3000 }),
    ];
    for (const [index, input] of inputs.entries()) {
      if (index % 2 === 0) expect(await probeAudio(input())).toMatchObject({ channels: 1, ...info });
      const samples = await collectFrames(decodeAudio(input()));
      expect(samples.length).toBe(expected.length);
      expect(Buffer.compare(Buffer.from(samples.buffer), Buffer.from(expected.buffer))).toBe(0);
    }
    expect(readdirSync(temporary)).toEqual([]);
    if (expected.length < 130_000 && name.includes("index")) {
      const source = await collectFrames(decodeAudio(original));
      expect(align(source, expected)).toMatchObject({ lag: 0 });
    }
  });

  it("what is coded in an unusual way inside a format that is read without it is decoded too", async () => {
    const { make, decodeByFfmpeg, folder } = recordings;
    const tag = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 100, ...new Uint8Array(100));
    const tagged = join(folder, "tagged.aac");
    writeFileSync(tagged, Buffer.concat([tag, bytesOf(make("plain.aac"))]));
    const files: readonly [path: string, codec: string][] = [
      [make("adpcm.wav", "-c:a adpcm_ms"), "adpcm_ms"],
      [make("mp3.wav", "-c:a libmp3lame"), "mp3"],
      [make("speex.ogg", "-ar 16000 -c:a libspeex"), "speex"],
      [tagged, "aac"],
    ];
    for (const [path, codec] of files) {
      expect(await probeAudio(path)).toMatchObject({ codec, channels: 1 });
      const samples = await collectFrames(decodeAudio(path));
      expect(samples.length).toBe(decodeByFfmpeg(path).length);
      const error: unknown = await probeAudio(path, { ffmpeg: false }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "AudioFormatError" });
    }
  });

  it("a stream of a WAV file with another codec is refused with what to pass instead", async () => {
    const path = recordings.make("streamed.wav", "-c:a adpcm_ms");
    await expect(collectFrames(decodeAudio(createReadStream(path)))).rejects.toMatchObject({
      code: "unsupported_audio",
      message: expect.stringMatching(/install that, and pass the file as a path, bytes or a Blob/),
    });
  });

  it("of a video the sound is decoded, in Ogg without ffmpeg", async () => {
    const { make } = recordings;
    const video = "-f lavfi -i color=duration=1:size=64x64:rate=5 -map 1:v -map 0:a";
    const sound = await collectFrames(decodeAudio(make("sound.ogg", "-c:a libvorbis"), { ffmpeg: false }));
    const ogv = make("video.ogv", `${video} -c:v libtheora -c:a libvorbis`);
    expect(await collectFrames(decodeAudio(ogv, { ffmpeg: false }))).toEqual(sound);
    expect(await probeAudio(ogv)).toMatchObject({ container: "ogg", codec: "vorbis" });
    const webm = make("video.webm", `${video} -c:v libvpx -c:a libvorbis`);
    expect((await collectFrames(decodeAudio(webm))).length).toBeGreaterThan(sound.length * 0.9);
  });

  it("a live stream is decoded as soon as there is something to decode", async () => {
    const file = bytesOf(
      recordings.pipe("live.webm", "-c:a libopus -b:a 32k -f webm -live 1 -cluster_time_limit 200"),
    );
    let isEnded = false;
    async function* live() {
      yield file.subarray(0, 4000);
      await new Promise<void>((resolve) => controller.signal.addEventListener("abort", () => resolve()));
      isEnded = true;
    }
    const controller = new AbortController();
    const decoder = await openDecoder(live(), { signal: controller.signal });
    expect(decoder.info).toMatchObject({ container: "webm", codec: "unknown", sampleRate: 48_000 });
    expect(isEnded).toBe(false);
    const frames = decoder.frames()[Symbol.asyncIterator]();
    expect((await frames.next()).value?.samples.length).toBeGreaterThan(0);
    controller.abort(new Error("enough"));
    await decoder[Symbol.asyncDispose]();
  });

  it("the length is told where the file tells it", async () => {
    const path = recordings.make("length.m4a", "-c:a aac");
    expect((await probeAudio(path)).durationSeconds).toBeCloseTo(2.786, 1);
    expect((await probeAudio(bytesOf(path))).durationSeconds).toBeCloseTo(2.786, 1);
    expect((await probeAudio(recordings.make("no-length.aac"))).durationSeconds).toBeUndefined();
  });

  it.each<[string, Uint8Array]>([
    ["text", Buffer.from("Four score and seven years ago our fathers brought forth\n".repeat(100))],
    ["noise", Uint8Array.from({ length: 20_000 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 0xff)],
    ["subtitles", Buffer.from("1\n00:00:01,000 --> 00:00:02,000\nhello\n\n")],
    ["a picture", Buffer.from("P6\n1 1\n255\nabc")],
  ])("what is no audio is refused by what it has: %s", async (_, file) => {
    const path = join(recordings.folder, "unknown.bin");
    writeFileSync(path, file);
    for (const input of [path, file]) {
      const error: unknown = await probeAudio(input).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "AudioFormatError", code: "unsupported_audio", byteOffset: 0 });
      expect(String(error)).toMatch(
        /of no known audio format, and ffmpeg does not know it either: at byte 0 there is "/,
      );
      expect(String(error)).not.toContain(recordings.folder);
    }
  });

  it("a playlist fetches nothing, and reads no other file", async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const address = server.address();
      const port = typeof address === "object" ? address?.port : 0;
      const secret = recordings.make("secret.wav");
      const playlists = [
        `#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nhttp://127.0.0.1:${port}/a.ts\n#EXT-X-ENDLIST\n`,
        `#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile://${secret}\n#EXT-X-ENDLIST\n`,
        `ffconcat version 1.0\nfile '${secret}'\n`,
        `ffconcat version 1.0\nfile 'secret.wav'\n`,
      ];
      for (const [index, playlist] of playlists.entries()) {
        const path = join(recordings.folder, `list${index}.${index < 2 ? "m3u8" : "ffconcat"}`);
        writeFileSync(path, playlist);
        for (const input of index < 2 ? [path] : [path, Buffer.from(playlist)]) {
          await expect(collectFrames(decodeAudio(input))).rejects.toMatchObject({
            code: "unsupported_audio",
          });
        }
      }
      expect(requests).toBe(0);
    } finally {
      server.close();
    }
  });

  it("a damaged file is refused with what ffmpeg says, and without its path", async () => {
    const file = bytesOf(recordings.make("whole.m4a", "-c:a aac"));
    const path = join(recordings.folder, "half.m4a");
    writeFileSync(path, file.subarray(0, file.length / 2));
    for (const input of [path, file.subarray(0, file.length / 2)]) {
      const error: unknown = await probeAudio(input).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "AudioFormatError", code: "bad_audio" });
      expect(String(error)).toContain("moov atom not found");
      expect(String(error)).not.toContain(recordings.folder);
      expect(String(error)).not.toContain(temporary);
    }
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("a video without sound is refused", async () => {
    const path = join(recordings.folder, "silent.mp4");
    const { execFileSync } = await import("node:child_process");
    execFileSync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "color=duration=0.2", path]);
    await expect(probeAudio(path)).rejects.toMatchObject({
      code: "unsupported_audio",
      message: expect.stringContaining("silent.mp4 holds no audio"),
    });
  });

  it("what fails while it is read fails with its own error", async () => {
    const file = bytesOf(recordings.make("read.webm", "-c:a libopus"));
    async function* source() {
      yield file.subarray(0, 9000);
      throw new Error("the line went dead");
    }
    await expect(collectFrames(decodeAudio(source()))).rejects.toThrow("the line went dead");
  });

  it("where there is none, what the file looks like is told", async () => {
    const file = bytesOf(recordings.make("none.m4a", "-c:a aac"));
    for (const ffmpeg of [false, "/nowhere/ffmpeg", "no-such-ffmpeg"] as const) {
      const error: unknown = await probeAudio(file, { ffmpeg, fileName: "talk.m4a" }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: "decoder_missing", byteOffset: 0 });
      expect(String(error)).toMatch(/talk\.m4a is audio\/mp4 .*ffmpeg.*install it/);
    }
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each(["", 5, true, null])("an option ffmpeg of %j is refused at once", async (ffmpeg) => {
    for (const open of [openDecoder, probeAudio]) {
      await expect(open("no-such-file", { ffmpeg: ffmpeg as never })).rejects.toMatchObject({
        name: "ConfigurationError",
        message: expect.stringContaining("ffmpeg must be"),
      });
    }
  });

  it.skipIf(isWindows)("one that may not be run is refused with what the system says", async () => {
    const program = join(recordings.folder, "no-program");
    writeFileSync(program, "");
    chmodSync(program, 0o644);
    const file = recordings.make("forbidden.webm", "-c:a libopus");
    await expect(probeAudio(file, { ffmpeg: program })).rejects.toMatchObject({
      code: "decoder_missing",
      message: expect.stringContaining("cannot be started (EACCES)"),
    });
  });

  it("where there is none, bytes that tell nothing are refused with the advice to install it", async () => {
    await expect(probeAudio(Uint8Array.of(1, 2, 3, 4), { ffmpeg: "no-such-ffmpeg" })).rejects.toMatchObject({
      code: "unsupported_audio",
      message: expect.stringMatching(/there is no program no-such-ffmpeg.*install ffmpeg/),
    });
  });

  describe.skipIf(isWindows)("its process", () => {
    /** An ffmpeg that notes its number, and then does what the script says. */
    function fake(script: string): { program: string; isRunning: () => boolean } {
      const folder = mkdtempSync(join(recordings.folder, "fake-"));
      const program = join(folder, "ffmpeg");
      const note = join(folder, "pid");
      writeFileSync(program, `#!/bin/sh\n[ "$1" = -version ] && exit 0\necho $$ > "${note}"\n${script}\n`);
      chmodSync(program, 0o755);
      const isRunning = () => {
        if (!existsSync(note)) throw new Error("it was not started");
        try {
          return process.kill(Number(readFileSync(note, "utf8")), 0);
        } catch {
          return false;
        }
      };
      return { program, isRunning };
    }

    it("ends when iteration stops", async () => {
      const path = recordings.make("stop.webm", "-c:a libopus");
      const { program, isRunning } = fake('exec ffmpeg -stream_loop -1 "$@"');
      for (const input of [path, createReadStream(path)]) {
        for await (const { samples } of decodeAudio(input, { ffmpeg: program })) {
          expect(samples.length).toBeGreaterThan(0);
          break;
        }
        expect(isRunning()).toBe(false);
      }
    });

    it("ends when the decoder is disposed of, even if nothing was read", async () => {
      const { program, isRunning } = fake('exec ffmpeg "$@"');
      const decoder = await openDecoder(recordings.make("dispose.webm", "-c:a libopus"), { ffmpeg: program });
      await decoder[Symbol.asyncDispose]();
      expect(isRunning()).toBe(false);
      await expect(collectFrames(decoder.frames())).rejects.toMatchObject({ code: "already_read" });
    });

    it("ends with the caller's signal", async () => {
      const { program, isRunning } = fake("exec sleep 100");
      const controller = new AbortController();
      const { signal } = controller;
      const file = recordings.make("abort.webm", "-c:a libopus");
      const opening = openDecoder(file, { ffmpeg: program, signal });
      const timer = setInterval(() => {
        try {
          if (isRunning()) controller.abort(new Error("enough"));
        } catch {
          // Not yet.
        }
      }, 5);
      await expect(opening).rejects.toThrow("enough");
      clearInterval(timer);
      expect(isRunning()).toBe(false);
    });

    it("is not waited for where a program of its own lives on", async () => {
      const { program, isRunning } = fake('sleep 600 & echo $! > "$0.child"; exec ffmpeg "$@"');
      const file = recordings.make("child.webm", "-c:a libopus");
      try {
        for await (const _ of decodeAudio(file, { ffmpeg: program })) break;
        expect(isRunning()).toBe(false);
      } finally {
        process.kill(Number(readFileSync(`${program}.child`, "utf8")));
      }
    });

    it("may end before it has read its input", async () => {
      const { program } = fake("echo 'Invalid data found' >&2; exit 1");
      const file = Buffer.concat([bytesOf(recordings.make("epipe.webm")), new Uint8Array(4 << 20)]);
      await expect(probeAudio(file, { ffmpeg: program })).rejects.toMatchObject({ code: "bad_audio" });
    });

    it("that fails after some samples is an error after these", async () => {
      const { program } = fake('ffmpeg "$@"; echo "conversion failed" >&2; exit 3');
      const samples: number[] = [];
      const read = async () => {
        const file = recordings.make("fail.webm", "-c:a libopus");
        for await (const block of decodeAudio(file, { ffmpeg: program })) samples.push(block.samples.length);
      };
      await expect(read()).rejects.toMatchObject({
        code: "bad_audio",
        message: expect.stringContaining("conversion failed"),
      });
      expect(samples.length).toBeGreaterThan(0);
    });
  });
});
