import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const assets = fileURLToPath(new URL("../assets/", import.meta.url));
const WAV_HEADER_BYTES = 44;
const MAGIC = 0xef718f77;

/** Whether Debian's package `open-jtalk` is installed, which tests compare the voice to. */
export function hasNativeOpenJtalk(): boolean {
  try {
    execFileSync("which", ["open_jtalk"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The native program, with the dictionary and the voice of this package. */
export class NativeOpenJtalk implements Disposable {
  readonly #folder: string = mkdtempSync(join(tmpdir(), "kotoba-open-jtalk-"));

  constructor() {
    for (const name of ["char.bin", "matrix.bin", "unk.dic"]) this.#put(name, unpacked(name));
    this.#put("sys.dic", wholeDictionary());
  }

  /** Speaks one line: samples of 16 bits, 48000 a second. */
  speak(line: string): Int16Array {
    this.#put("text", `${line}\n`);
    const wav = join(this.#folder, "speech.wav");
    const files = ["-x", this.#folder, "-m", join(assets, "mei.htsvoice"), "-ow", wav];
    execFileSync("open_jtalk", [...files, join(this.#folder, "text")], { stdio: "ignore" });
    return new Int16Array(Uint8Array.from(readFileSync(wav).subarray(WAV_HEADER_BYTES)).buffer);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  #put(name: string, content: string | Buffer): void {
    writeFileSync(join(this.#folder, name), content);
  }
}

function unpacked(name: string): Buffer {
  return brotliDecompressSync(readFileSync(join(assets, `dictionary/${name}.br`)));
}

/** The system dictionary as MeCab made it: its words, and behind them their features. See `build/dictionary.mjs`. */
function wholeDictionary(): Buffer {
  const words = unpacked("sys.dic");
  const features = allFeatures(readFileSync(join(assets, "dictionary/features.bin")));
  const whole = Buffer.concat([words, features]);
  whole.writeUInt32LE((whole.length ^ MAGIC) >>> 0, 0);
  whole.writeUInt32LE(features.length, 32);
  return whole;
}

function allFeatures(file: Buffer): Buffer {
  const count = file.readUInt32LE(0);
  const blocks: Buffer[] = [];
  let at = 4 + 8 * count;
  for (let block = 0; block < count; block++) {
    const end = at + file.readUInt32LE(8 + 8 * block);
    blocks.push(brotliDecompressSync(file.subarray(at, end)));
    at = end;
  }
  return Buffer.concat(blocks);
}
