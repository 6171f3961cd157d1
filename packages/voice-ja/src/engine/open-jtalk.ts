import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { DictionaryFeatures } from "./dictionary-features.ts";
import { OpenJtalkSystem } from "./open-jtalk-system.ts";
import { type WasmMemory, type WasmModule, webAssembly } from "./web-assembly.ts";

/** The dictionary without its features, in MeCab's format. */
const WORDS = "dictionary/sys.dic";
const COMPRESSED_FILES = [WORDS, "dictionary/char.bin", "dictionary/matrix.bin", "dictionary/unk.dic"];

/** Files are unpacked in pieces of so many bytes: few, as each is a trip to another thread. */
const CHUNK_BYTES = 4_194_304;

const decompress = promisify(brotliDecompress);

/**
 * Open JTalk with its dictionary and the Mei voice; `build/reactor.c` is the other side. Calls take as long as the synthesis
 * does. When one throws, the instance is not to be used any more.
 */
export class OpenJtalk {
  readonly #system: OpenJtalkSystem;
  readonly #features: DictionaryFeatures;
  readonly #exports: Readonly<Record<string, unknown>>;
  readonly #memory: WasmMemory;
  /** Where in memory MeCab takes the features to be: behind the words. */
  readonly #featuresAt: number;

  /** @param assets - Folder of the assets; its path ends in a slash. */
  static async load(assets: URL): Promise<OpenJtalk> {
    const read = (path: string): Promise<Buffer> => readFile(new URL(path, assets));
    const unpack = async (path: string): Promise<[string, Uint8Array]> => [
      path,
      await decompress(await read(`${path}.br`), { chunkSize: CHUNK_BYTES }),
    ];
    const [module, features, voice, ...dictionary] = await Promise.all([
      read("open-jtalk.wasm").then((bytes) => webAssembly.compile(bytes)),
      read("dictionary/features.bin"),
      read("mei.htsvoice"),
      ...COMPRESSED_FILES.map(unpack),
    ]);
    return new OpenJtalk(
      module,
      new DictionaryFeatures(features),
      new Map([...dictionary, ["voice", voice]]),
    );
  }

  private constructor(
    module: WasmModule,
    features: DictionaryFeatures,
    files: ReadonlyMap<string, Uint8Array>,
  ) {
    this.#features = features;
    this.#system = new OpenJtalkSystem(files);
    const { exports } = new webAssembly.Instance(module, {
      wasi_snapshot_preview1: this.#system.imports,
      dictionary: { feature: this.#writeFeature.bind(this) },
    });
    if (!(exports.memory instanceof webAssembly.Memory)) throw new Error("The module has no memory.");
    this.#exports = exports;
    this.#memory = exports.memory;
    this.#system.attach(this.#memory);
    this.#call("_initialize");
    if (this.#call("load") !== 0) throw new Error(`Open JTalk cannot load: ${this.#system.takeComplaints()}`);
    this.#featuresAt = this.#system.addressOf(WORDS) + (files.get(WORDS)?.length ?? 0);
    this.#system.removeFiles();
  }

  /**
   * Speaks a phrase: mono samples of full scale -1 to 1, 48000 a second. None when there is nothing in it to be spoken.
   *
   * @param phrase - 100 characters at most: Open JTalk's own buffers have no room for much longer words.
   * @param speed - A factor of the usual speed.
   */
  speak(phrase: string, speed: number): Float32Array<ArrayBuffer> {
    this.#system.takeComplaints();
    const count = this.#call("speak", this.#place(phrase), speed);
    if (count < 0) throw new Error(`Open JTalk failed. ${this.#system.takeComplaints()}`);
    return new Float32Array(this.#memory.buffer, this.#call("samples"), count).slice();
  }

  /** Where a string is in memory, in UTF-8, with a NUL behind it. */
  #place(text: string): number {
    const bytes = Buffer.from(`${text}\0`);
    const at = this.#call("allocate", bytes.length);
    this.#write(at, bytes);
    return at;
  }

  #writeFeature(address: number, into: number, capacity: number): void {
    const feature = this.#features.at(address - this.#featuresAt);
    if (feature.length >= capacity) throw new Error(`A word's feature has ${feature.length} bytes.`);
    this.#write(into, Buffer.concat([feature, Buffer.alloc(1)]));
  }

  #write(at: number, bytes: Uint8Array): void {
    new Uint8Array(this.#memory.buffer, at, bytes.length).set(bytes);
  }

  #call(name: string, ...parameters: number[]): number {
    const call = this.#exports[name];
    if (typeof call !== "function") throw new Error(`The module has no function ${name}.`);
    const result: unknown = call(...parameters);
    return typeof result === "number" ? result : 0;
  }
}
