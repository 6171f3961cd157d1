import type { SampleEncoding } from "../audio-format.ts";
import { int16ToALaw } from "./a-law.ts";
import { float32ToBytes } from "./float32.ts";
import { float32ToFloat64Bytes } from "./float64.ts";
import { int16ToMuLaw } from "./mu-law.ts";
import { float32ToPcm8 } from "./pcm8.ts";
import { float32ToInt16, int16ToBytes, int16ToFloat32 } from "./pcm16.ts";
import { float32ToPcm24 } from "./pcm24.ts";
import { float32ToPcm32 } from "./pcm32.ts";

/**
 * Encodes samples, floats of full scale -1 to 1 or 16-bit integers, as raw bytes of any encoding, little endian on every
 * platform: always a copy, and the mirror of `decodeSamples`. Channels stay interleaved.
 *
 * To integers and G.711, values are rounded to the nearest and saturate beyond full scale; NaN becomes silence. To
 * `float32` and `float64` they pass as they are.
 */
export function encodeSamples(samples: Float32Array | Int16Array, encoding: SampleEncoding): Uint8Array {
  switch (encoding) {
    case "pcm8":
      return float32ToPcm8(toFloat32(samples));
    case "pcm16":
      return int16ToBytes(samples instanceof Int16Array ? samples.slice() : float32ToInt16(samples));
    case "pcm24":
      return float32ToPcm24(toFloat32(samples));
    case "pcm32":
      return float32ToPcm32(toFloat32(samples));
    case "float32":
      return float32ToBytes(toFloat32(samples));
    case "float64":
      return float32ToFloat64Bytes(toFloat32(samples));
    case "alaw":
      return int16ToALaw(toInt16(samples));
    case "mulaw":
      return int16ToMuLaw(toInt16(samples));
  }
}

function toFloat32(samples: Float32Array | Int16Array): Float32Array {
  return samples instanceof Int16Array ? int16ToFloat32(samples) : samples;
}

function toInt16(samples: Float32Array | Int16Array): Int16Array {
  return samples instanceof Int16Array ? samples : float32ToInt16(samples);
}
