// Conversion of samples, beside a copy of what it gives.

import { bytesToFloat32, float32ToBytes, float32ToInt16, int16ToFloat32 } from "@kotoba/audio";
import { atLeast } from "./goal.js";
import { interleaved } from "./interleaved.js";

/** Samples that are converted at a time: 0.7 s at 24 kHz. */
const CHUNK = 16_384;
const TIMES = 1000;

/** @returns {Promise<import("./report.js").Row[]>} */
export async function conversionRows() {
  const floats = Float32Array.from({ length: CHUNK }, (_, i) => 0.9 * Math.sin(i / 10));
  const integers = float32ToInt16(floats);
  const bytes = float32ToBytes(floats);
  return [
    await conversionRow("float32ToInt16", () => float32ToInt16(floats), integers, { goal: atLeast(600) }),
    await conversionRow("int16ToFloat32", () => int16ToFloat32(integers), floats, { goal: atLeast(600) }),
    await conversionRow("bytesToFloat32", () => bytesToFloat32(bytes), floats),
    await conversionRow("float32ToBytes", () => float32ToBytes(floats), bytes),
  ];
}

/**
 * @param {string} name
 * @param {() => unknown} convert
 * @param {Float32Array | Int16Array | Uint8Array} result
 * @param {{ goal?: import("./goal.js").Goal }} [goal]
 * @returns {Promise<import("./report.js").Row>}
 */
async function conversionRow(name, convert, result, goal = {}) {
  const seconds = await interleaved(9, {
    ours: async () => {
      for (let n = 0; n < TIMES; n++) convert();
    },
    plain: async () => {
      for (let n = 0; n < TIMES; n++) result.slice();
    },
  });
  const megasamples = (TIMES * CHUNK) / 1e6;
  return {
    what: `${name}, MSamples/s, beside a copy of the result`,
    ours: megasamples / seconds.ours,
    baseline: megasamples / seconds.plain,
    ...goal,
  };
}
