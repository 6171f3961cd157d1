/** The samples that `pcm8` bytes (unsigned, silence is 128) hold, as -1 (inclusive) to 1 (exclusive). */
export function pcm8ToFloat32(bytes: Uint8Array): Float32Array {
  const result = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) result[i] = ((bytes[i] as number) - 128) / 128;
  return result;
}

/** The samples as `pcm8` bytes, rounded to the nearest, saturating beyond full scale. NaN becomes silence. */
export function float32ToPcm8(samples: Float32Array): Uint8Array {
  const result = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    let value = (samples[i] as number) * 128;
    if (value > 127) value = 127;
    else if (value < -128) value = -128;
    // The bitwise operation makes 0 of NaN.
    result[i] = 128 + (Math.floor(value + 0.5) | 0);
  }
  return result;
}
