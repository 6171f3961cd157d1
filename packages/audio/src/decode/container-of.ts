import type { ByteReader } from "../input/byte-reader.ts";
import { SNIFF_BYTES, sniffMediaType } from "../input/media-type.ts";
import { wavContainer } from "../wav/wav-container.ts";
import type { Container } from "./container.ts";

/** What this package reads by itself, by the media type that the first bytes tell. */
const CONTAINERS: Readonly<Record<string, Container>> = {
  "audio/wav": wavContainer,
};

/** What the first bytes tell: nothing is read. `undefined` for what this package does not know. */
export async function containerOf(reader: ByteReader): Promise<Container | undefined> {
  const mediaType = sniffMediaType(await reader.peek(SNIFF_BYTES));
  return mediaType === undefined ? undefined : CONTAINERS[mediaType];
}
