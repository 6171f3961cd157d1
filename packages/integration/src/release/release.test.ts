import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MaintainerCheckout } from "./maintainer-checkout.ts";

/** What a maintainer sees, in a checkout whose first versions are out: nothing here needs a registry. */
let home: string;
let checkout: MaintainerCheckout;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "kotoba-home-"));
  checkout = await MaintainerCheckout.create(home);
  await checkout.version();
});

afterEach(async () => {
  await checkout[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

const changesetOfTts = (bump: Bump, text: string) => `---\n"@kotoba/tts": ${bump}\n---\n\n${text}\n`;

type Bump = "patch" | "minor";

function next(version: string | undefined, bump: Bump): string {
  const [major, minor = 0, patch = 0] = version?.split(".").map(Number) ?? [];
  return bump === "minor" ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

describe("a change in tts", () => {
  it.each(["patch", "minor"] as const)(
    "that is %s bumps tts, sdk and so cli, and nothing else",
    async (bump) => {
      const before = await checkout.versions();
      await checkout.addChangeset("tts-change", changesetOfTts(bump, "Speech starts sooner."));
      await checkout.version();
      expect(await checkout.versions()).toEqual({
        ...before,
        "@kotoba/tts": next(before["@kotoba/tts"], bump),
        "@kotoba/sdk": next(before["@kotoba/sdk"], "patch"),
        "@kotoba/cli": next(before["@kotoba/cli"], "patch"),
      });
    },
  );

  it("is told in the words of its changeset, and in one line where it is only used", async () => {
    const before = await checkout.versions();
    await checkout.addChangeset("tts-change", changesetOfTts("patch", "Speech starts sooner:\n\n- at once"));
    await checkout.version();
    const { "@kotoba/tts": tts, "@kotoba/sdk": sdk } = await checkout.versions();
    expect(await checkout.read("packages/tts/CHANGELOG.md")).toContain(
      `## ${tts}\n\n### Patch Changes\n\n- Speech starts sooner:\n\n  - at once\n\n## ${before["@kotoba/tts"]}\n`,
    );
    expect(await checkout.read("packages/sdk/CHANGELOG.md")).toContain(
      `## ${sdk}\n\n### Patch Changes\n\n- Uses \`@kotoba/tts\` ${tts}.\n\n## ${before["@kotoba/sdk"]}\n`,
    );
  });
});

describe("pnpm release", () => {
  it("tells what would be published, why and how, and changes nothing", async () => {
    await checkout.addChangeset("tts-change", changesetOfTts("minor", "Speech starts sooner."));
    await checkout.commit();
    const { "@kotoba/tts": tts, "@kotoba/sdk": sdk, "@kotoba/asr": asr } = await checkout.versions();
    const { code, stdout } = await checkout.release();
    expect(code).toBe(0);
    const table = Object.fromEntries(
      stdout
        .split("\n")
        .map((line) => line.split(/ {2,}/))
        .map(([name, ...cells]) => [name, cells]),
    );
    const size = expect.stringMatching(/^\d+\.\d kB$/);
    const settings = [size, "public", "with provenance"];
    expect(table).toMatchObject({
      "@kotoba/tts": [`${tts} → ${next(tts, "minor")}`, "to be published", ...settings, "tts-change"],
      "@kotoba/sdk": [
        `${sdk} → ${next(sdk, "patch")}`,
        "to be published",
        ...settings,
        "(for what it depends on)",
      ],
      "@kotoba/asr": [asr, "stays", ...settings],
    });
    expect(stdout).toContain("This was a dry run: nothing was versioned or published.");
    expect(await checkout.run("git", ["status", "--porcelain"])).toBe("");
  });

  it.each([
    [
      "There are changesets that are not versioned",
      () => checkout.addChangeset("tts-change", changesetOfTts("patch", "Faster.")),
    ],
    ["The working tree has changes", () => checkout.append("LICENSE", "and more")],
    ["Provenance needs a CI job that can prove what it is", () => Promise.resolve()],
  ])("refuses to publish: %s", async (reason, prepare) => {
    await prepare();
    const { code, stderr } = await checkout.release(["--publish"]);
    expect(code).toBe(1);
    expect(stderr).toContain("Nothing was published:");
    expect(stderr).toContain(reason);
  });
});
