import { AudioFormatError } from "@kotoba/core";
import type { ByteReader } from "../../input/byte-reader.ts";
import { indexOfOggPage, OGG_HEADER_BYTES, type OggPage, oggPageBytes, parseOggPage } from "./ogg-page.ts";

/** A page, and where it starts. */
export interface OggPageAt extends OggPage {
  readonly offset: number;
}

/** So many that a file of nothing else takes no noticeable time. */
const MAX_DAMAGED_PAGES = 1000;
const MAX_HEADER_BYTES = OGG_HEADER_BYTES + 255;
const SCAN_BYTES = 4096;

/**
 * The pages of an Ogg file, of all its streams. Damaged ones, and what stands between pages, are skipped.
 *
 * @throws AudioFormatError `truncated_audio` where the file ends within a page, `bad_audio` where nearly all of it is damaged.
 */
export async function* readOggPages(reader: ByteReader): AsyncGenerator<OggPageAt, void, void> {
  let damagedPages = 0;
  for (;;) {
    const offset = reader.offset;
    const start = await reader.peek(MAX_HEADER_BYTES);
    if (start.length === 0) return;
    const length = oggPageBytes(start);
    const bytes = length === undefined ? start : await reader.peek(length);
    if (length !== undefined && bytes.length < length) {
      throw new AudioFormatError(
        `the Ogg file is cut short: the page at byte ${offset} has ${length} bytes, but only ${bytes.length} follow`,
        { code: "truncated_audio", byteOffset: offset },
      );
    }
    const page = length === undefined ? undefined : parseOggPage(bytes);
    if (length !== undefined && page !== undefined) {
      yield { ...page, offset };
      await reader.skip(length);
      continue;
    }
    if (length !== undefined && ++damagedPages > MAX_DAMAGED_PAGES) {
      const message = `the Ogg file is damaged: more than ${MAX_DAMAGED_PAGES} pages have a wrong checksum by byte ${offset}`;
      throw new AudioFormatError(message, { code: "bad_audio", byteOffset: offset });
    }
    await reader.skip(indexOfOggPage(await reader.peek(SCAN_BYTES), 1));
  }
}
