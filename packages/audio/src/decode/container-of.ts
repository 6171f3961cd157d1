import { readAiffHeader } from "../aiff/read-aiff-header.ts";
import { readAuHeader } from "../au/read-au-header.ts";
import type { ByteReader } from "../input/byte-reader.ts";
import { SNIFF_BYTES, sniffMediaType } from "../input/media-type.ts";
import { readWavHeader } from "../wav/read-wav-header.ts";
import { flacContainer } from "./compressed/flac-container.ts";
import { looksLikeMp3, MP3_LOOK_BYTES } from "./compressed/looks-like-mp3.ts";
import { mp3Container } from "./compressed/mp3-container.ts";
import { oggContainer } from "./compressed/ogg-container.ts";
import type { Container } from "./container.ts";
import { ffmpegContainer } from "./ffmpeg/ffmpeg-container.ts";
import { orFfmpeg } from "./ffmpeg/or-ffmpeg.ts";
import { pcmContainer } from "./pcm/pcm-container.ts";

const MP3_CONTAINER = orFfmpeg(mp3Container());

/** What this package reads by itself, by the media type that the first bytes tell. */
const CONTAINERS: Readonly<Record<string, Container>> = {
  "audio/wav": pcmContainer(readWavHeader),
  "audio/aiff": pcmContainer(readAiffHeader),
  "audio/basic": pcmContainer(readAuHeader),
  "audio/mpeg": MP3_CONTAINER,
  "audio/flac": flacContainer(),
  "audio/ogg": orFfmpeg(oggContainer()),
};

/** What the first bytes tell: nothing is read. What this package does not know may be known to ffmpeg. */
export async function containerOf(reader: ByteReader): Promise<Container> {
  const mediaType = sniffMediaType(await reader.peek(SNIFF_BYTES));
  if (mediaType !== undefined) return CONTAINERS[mediaType] ?? ffmpegContainer;
  return looksLikeMp3(await reader.peek(MP3_LOOK_BYTES)) ? MP3_CONTAINER : ffmpegContainer;
}
