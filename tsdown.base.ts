import { defineConfig, type UserConfig } from "tsdown";

/** How every published package is built: one ESM file an entry, with its types. */
export function library(entry: string[]): UserConfig {
  return defineConfig({
    entry,
    format: "esm",
    platform: "node",
    target: "node20.19",
    fixedExtension: false,
    dts: { oxc: true },
    publint: false,
  }) as UserConfig;
}
