import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigurationError } from "@kotoba/core";

/** The names in the folder of a model. */
export class ModelFolder {
  /** Its absolute path. */
  readonly path: string;
  readonly #names: readonly string[];

  /** @throws {ConfigurationError} when there is no such folder. */
  constructor(path: string) {
    this.path = resolve(path);
    try {
      this.#names = readdirSync(this.path).sort();
    } catch (cause) {
      throw new ConfigurationError(`There is no folder ${this.path} with a model of sherpa-onnx.`, { cause });
    }
  }

  /** The path of the first name that fits. Undefined if none does. */
  find(pattern: RegExp): string | undefined {
    const [first] = this.all(pattern);
    return first;
  }

  /** The paths of all names that fit, in order. */
  all(pattern: RegExp): string[] {
    return this.#names.filter((name) => pattern.test(name)).map((name) => join(this.path, name));
  }

  /** The path of the model whose name fits, its quantized form (`….int8.onnx`) before the other. */
  model(pattern: RegExp): string | undefined {
    const models = this.all(/\.onnx$/).filter((path) => pattern.test(baseName(path)));
    return models.find((path) => path.endsWith(".int8.onnx")) ?? models[0];
  }

  /** The models, each once, in however many forms it is there: `encoder` for encoder.onnx and encoder.int8.onnx. */
  get modelNames(): readonly string[] {
    return [...new Set(this.all(/\.onnx$/).map(baseName))];
  }
}

/** Whether a model's metadata, which are the end of its file, name a key. */
export function hasMetadata(path: string, key: string): boolean {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const end = Buffer.alloc(Math.min(size, METADATA_BYTES));
    readSync(file, end, 0, end.length, size - end.length);
    return end.includes(key);
  } finally {
    closeSync(file);
  }
}

const METADATA_BYTES = 2 ** 16;

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, "").replace(/(\.int8)?\.onnx$/, "");
}
