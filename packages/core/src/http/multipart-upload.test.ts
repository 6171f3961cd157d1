import fc from "fast-check";
import { expect, it } from "vitest";
import { multipartUpload, type UploadFile } from "./multipart-upload.ts";

function fileOf(pieces: readonly Uint8Array[], over: Partial<UploadFile> = {}): UploadFile {
  return {
    fileName: "clip.wav",
    mediaType: "audio/wav",
    sizeBytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
    repeatable: true,
    async *stream() {
      yield* pieces;
    },
    ...over,
  };
}

/** Reads the form with the platform's own parser. */
async function parse(body: ReturnType<typeof multipartUpload>) {
  const pieces: Uint8Array[] = [];
  for await (const piece of body.stream()) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const form = await new Response(bytes, { headers: { "content-type": body.contentType } }).formData();
  const file = form.get("file");
  if (!(file instanceof File)) throw new Error("no file came");
  return { bytes, form, file, content: Buffer.from(await file.arrayBuffer()) };
}

it("frames any fields and any file, with the length it announced", async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });
  const value = fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text));
  await fc.assert(
    fc.asyncProperty(pieces, value, value, async (filePieces, first, second) => {
      const body = multipartUpload(
        [
          ["keywords", first],
          ["keywords", second],
        ],
        fileOf(filePieces),
      );
      const { bytes, form, content } = await parse(body);
      expect(body.contentLength).toBe(bytes.length);
      expect(form.getAll("keywords")).toEqual([first, second]);
      expect(content.equals(Buffer.concat(filePieces))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it("carries a file's name and type, whatever the name holds", async () => {
  const { file } = await parse(multipartUpload([], fileOf([], { fileName: '会議 "最終"\r\n.wav' })));
  expect([file.name, file.type]).toEqual(['会議 "最終"\r\n.wav', "audio/wav"]);
  for (const mediaType of ["audio", "audio/wav\r\nx: y", "", "audio/wav\n", "a b/c"]) {
    expect(() => multipartUpload([], fileOf([], { mediaType }))).toThrow("mediaType");
  }
});

it("knows no length when the file's is unknown, and counts the file's bytes as they go", async () => {
  const counts: number[] = [];
  const file = fileOf([new Uint8Array(10), new Uint8Array(5)], { sizeBytes: undefined, repeatable: false });
  const body = multipartUpload([], file, { onFileBytes: (sent) => counts.push(sent) });
  await parse(body);
  expect([body.contentLength, body.replayable, counts]).toEqual([undefined, false, [10, 15]]);
});
