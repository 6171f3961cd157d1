import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { allPages, codeBlocks, projectFolder } from "./fixtures/documents.ts";
import { createExampleFolder, type ExampleFolder } from "./fixtures/example-folder.ts";

/** What examples take for given. */
const SURROUNDINGS = `
declare module "@jest/globals";
declare module "undici" { export type Dispatcher = object }

declare const tokens: AsyncIterable<string>;
declare const player: { write(audio: Uint8Array): void; readonly position: number };
declare const microphone: { once(event: "speech", listener: () => void): void };
declare const history: { push(message: object): void };
declare function readKey(): Promise<string>;
`;

const COMPILER_OPTIONS = {
  target: "ES2022",
  lib: ["ES2023", "ESNext.Disposable"],
  module: "NodeNext",
  types: ["node"],
  noEmit: true,
  skipLibCheck: true,
  allowJs: true,
  checkJs: true,
};

let folder: ExampleFolder;

beforeAll(async () => {
  folder = await createExampleFolder();
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** What the compiler says of the examples in a language, as they are written; each is a module of its own. */
function problemsOf(language: string, options: object): string {
  const blocks = allPages().flatMap((page) => codeBlocks(page.text).map((block) => ({ page, ...block })));
  const examples = blocks.filter((block) => block.language === language);
  expect(examples.length).toBeGreaterThan(5);
  const files = examples.map(({ page, line, code }) => {
    const file = `${page.path.replaceAll(/[/.]/g, "-")}-line-${line}.${language}`;
    writeFileSync(join(folder.path, file), `${code}\nexport {};\n`);
    return file;
  });
  writeFileSync(join(folder.path, "surroundings.d.ts"), SURROUNDINGS);
  const config = {
    compilerOptions: { ...COMPILER_OPTIONS, ...options },
    files: [...files, "surroundings.d.ts"],
  };
  writeFileSync(join(folder.path, "tsconfig.json"), JSON.stringify(config));
  const require = createRequire(join(projectFolder, "package.json"));
  const compiler = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  return spawnSync(process.execPath, [compiler, "--pretty", "false"], { cwd: folder.path, encoding: "utf8" })
    .stdout;
}

it("the examples in TypeScript are right, strictly", () => {
  expect(problemsOf("ts", { strict: true })).toBe("");
});

it("the examples in JavaScript use nothing that there is not", () => {
  expect(problemsOf("js", { strict: false })).toBe("");
});
