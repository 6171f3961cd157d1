/** A compiled module. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

/** The memory of an instance; its buffer is another one once it has grown. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Functions that a module imports. */
export type WasmImports = Readonly<Record<string, (...parameters: never[]) => unknown>>;

interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

interface WasmPlatform {
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
  readonly Instance: new (module: WasmModule, imports: Readonly<Record<string, WasmImports>>) => WasmInstance;
  compile(bytes: Uint8Array): Promise<WasmModule>;
}

declare const WebAssembly: WasmPlatform;

/** The platform's WebAssembly, as far as it is used here: Node's types leave it out. */
export const webAssembly: WasmPlatform = WebAssembly;
