import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { allPages, type Page, projectFolder, readPage, tableRows } from "./fixtures/documents.ts";

/** The name by which a heading can be linked to. */
function anchorOf(heading: string): string {
  return heading
    .replace(/`/g, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

const anchorsOf = ({ text }: Page) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

/** The links of a page within the project, without those in code. */
function linksOf({ text }: Page): readonly string[] {
  const prose = text.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, "");
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

it.each(allPages().map((page) => [page.path, page] as const))("the links of %s lead somewhere", (_, page) => {
  const leadsNowhere = (link: string) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page.path : join(dirname(page.path), path);
    if (!existsSync(join(projectFolder, target))) return true;
    return anchor !== undefined && !anchorsOf(readPage(target)).includes(anchor);
  };
  expect(linksOf(page).filter(leadsNowhere)).toEqual([]);
});

describe("each promise of docs/reliability.md", () => {
  const page = readPage("docs/reliability.md");
  /** A link to a suite, and the names of tests behind it. */
  const EVIDENCE = /\]\(\.\.\/([\w./-]+\.test\.ts)\):((?: “[^”]+”,?)+)/g;

  const evidence = [...page.text.replace(/\n/g, " ").matchAll(EVIDENCE)].flatMap(
    ([, path = "", names = ""]) => [...names.matchAll(/“([^”]+)”/g)].map(([, name = ""]) => ({ path, name })),
  );

  it("has a test beside it", () => {
    // The table of the soak is its ledger.
    const rows = tableRows(page.text.replace(/^## Soak.*/ms, ""));
    expect(rows.length).toBeGreaterThan(30);
    expect(evidence).toHaveLength(page.text.match(/“/g)?.length ?? 0);
    for (const row of rows) expect(row.at(-1), row[0]).toMatch(/\.test\.ts\): “/);
  });

  it.each(evidence)("$path: $name", ({ path, name }) => {
    const source = readFileSync(join(projectFolder, path), "utf8");
    expect(['"', "'", "`"].some((quote) => source.includes(quote + name + quote))).toBe(true);
  });
});
