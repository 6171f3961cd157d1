import { createRequire } from "node:module";

/** As far as it is used here. */
interface OggOpusDecoder {
  readonly ready: Promise<void>;
  decodeFile(bytes: Uint8Array): Promise<{
    readonly channelData: readonly Float32Array[];
    readonly sampleRate: number;
    readonly errors: readonly unknown[];
  }>;
  free(): void;
}

/** What a whole Ogg Opus stream sounds like, by the decoder that the audio package is tested with: 48 kHz mono; for tests. */
export async function decodeOggOpus(bytes: Uint8Array): Promise<Float32Array> {
  const requireFromAudio = createRequire(new URL("../../../audio/package.json", import.meta.url));
  const { OggOpusDecoder }: { readonly OggOpusDecoder: new () => OggOpusDecoder } = await import(
    requireFromAudio.resolve("ogg-opus-decoder")
  );
  const decoder = new OggOpusDecoder();
  await decoder.ready;
  const { channelData, errors } = await decoder.decodeFile(bytes);
  decoder.free();
  const [samples, ...others] = channelData;
  if (errors.length > 0 || samples === undefined || others.length > 0) {
    throw new Error(`This is no mono Ogg Opus: ${JSON.stringify(errors)}`);
  }
  return samples;
}
