/** The samples that `pcm8` bytes (unsigned, silence is 128) hold, as -1 (inclusive) to 1 (exclusive). */
export function pcm8ToFloat32(bytes: Uint8Array): Float32Array {
  const result = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) result[i] = ((bytes[i] as number) - 128) / 128;
  return result;
}
