import { AudioFormatError, type SampleEncoding } from "@kotoba/sdk";
import type { OutgoingAudio } from "./audio-sink.ts";
import { sampleEncoding } from "./speech-format.ts";

/** Audio of a known format. */
export interface SpeechBytes {
  readonly first: OutgoingAudio;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The bytes of some audio, whose first chunk tells the format; undefined where there is none at all. */
export async function speechBytes(chunks: AsyncIterable<OutgoingAudio>): Promise<SpeechBytes | undefined> {
  const audio = chunks[Symbol.asyncIterator]();
  const next = await audio.next();
  if (next.done) return undefined;
  return { first: next.value, bytes: bytesOf(next.value, audio) };
}

async function* bytesOf(
  first: OutgoingAudio,
  rest: AsyncIterator<OutgoingAudio>,
): AsyncGenerator<Uint8Array, void, void> {
  yield first.data;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value.data;
}

/** @throws {AudioFormatError} for audio whose samples a WAV file cannot hold. */
export function wavFormat({ audioFormat, sampleRate }: OutgoingAudio): {
  readonly sampleRate: number;
  readonly encoding: SampleEncoding;
} {
  const encoding = sampleEncoding(audioFormat);
  if (encoding !== undefined) return { sampleRate, encoding };
  throw new AudioFormatError(
    `the service sends ${audioFormat}, which is no WAV: use --format ${audioFormat}`,
    {
      code: "unsupported_audio",
    },
  );
}
