import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { apiSection } from "./api-section.mjs";

test("declarations of all files of an entry stand in one list, by name, without comments", async () => {
  const section = await sectionOf({
    "index.d.ts": `import { t as Zebra } from "./chunk-Ab12.js";
/** A bird. */
declare class Bird {
  /** Where to. */
  fly(zebra: Zebra): void; // far
}
export { Bird, type Zebra };`,
    "chunk-Ab12.d.ts": `//#region src/zebra.d.ts
interface Zebra {
\treadonly stripes: number;

\treadonly name: string;
}
//#endregion
export { Zebra as t };`,
  });
  expect(section).toBe(`## animals

\`\`\`ts
export declare class Bird {
  fly(zebra: Zebra): void;
}

export interface Zebra {
  readonly stripes: number;
  readonly name: string;
}
\`\`\`
`);
});

test("names that the bundler gave are written as they were", async () => {
  const section = await sectionOf({
    "index.d.ts": `import { Gap, Gap as Gap$1 } from "@kotoba/core";
interface Zoo {
  readonly gap: Gap$1;
}
export { type Gap, type Zoo };`,
  });
  expect(section).toContain("readonly gap: Gap;");
  expect(section).toContain('import type {\n  Gap,\n} from "@kotoba/core";');
  expect(section).toContain('export {\n  type Gap,\n} from "@kotoba/core";');
});

test("what is exported by another name, or as a type only, says so", async () => {
  const section = await sectionOf({
    "index.d.ts": `import { Lion } from "@kotoba/core";
declare class Ape {}
export { Lion as Cat, type Ape as Monkey };`,
  });
  expect(section).toContain("  Lion as Cat,");
  expect(section).toContain("// Its type only.\nexport declare class Monkey");
});

test("types that are not exported are shown where an export speaks of them, and only there", async () => {
  const section = await sectionOf({
    "index.d.ts": `interface Hidden {
  readonly deeper: Deeper;
}
type Deeper = string;
interface Unseen {}
declare function feed(hidden: Hidden, Unseen: number): void;
declare function feed(): void;
export { feed };`,
  });
  const [exported = "", unnamed = ""] = section.split("// Not exported, but spoken of above.");
  expect(exported).toContain(
    "export declare function feed(hidden: Hidden, Unseen: number): void;\nexport declare function feed(): void;",
  );
  expect(unnamed).toContain("type Deeper = string;\n\ninterface Hidden {");
  expect(section).not.toContain("interface Unseen");
});

/** The section of an entry that is made of these files of declarations. */
async function sectionOf(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kotoba-api-section-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return apiSection("animals", join(folder, "index.d.ts"));
}
