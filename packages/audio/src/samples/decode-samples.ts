import type { SampleEncoding } from "../audio-format.ts";
import { aLawToInt16 } from "./a-law.ts";
import { bytesToFloat32 } from "./float32.ts";
import { float64ToFloat32 } from "./float64.ts";
import { muLawToInt16 } from "./mu-law.ts";
import { pcm8ToFloat32 } from "./pcm8.ts";
import { bytesToInt16, int16ToFloat32 } from "./pcm16.ts";
import { pcm24ToFloat32 } from "./pcm24.ts";
import { pcm32ToFloat32 } from "./pcm32.ts";

/**
 * Decodes raw samples of any encoding, little endian, at any offset, to floats of full scale -1 to 1: always a copy.
 * Channels stay interleaved.
 *
 * @throws AudioFormatError (`partial_sample`) where the last sample is cut.
 */
export function decodeSamples(bytes: Uint8Array, encoding: SampleEncoding): Float32Array {
  switch (encoding) {
    case "pcm8":
      return pcm8ToFloat32(bytes);
    case "pcm16":
      return int16ToFloat32(bytesToInt16(bytes));
    case "pcm24":
      return pcm24ToFloat32(bytes);
    case "pcm32":
      return pcm32ToFloat32(bytes);
    case "float32":
      return bytesToFloat32(bytes);
    case "float64":
      return float64ToFloat32(bytes);
    case "alaw":
      return int16ToFloat32(aLawToInt16(bytes));
    case "mulaw":
      return int16ToFloat32(muLawToInt16(bytes));
  }
}
