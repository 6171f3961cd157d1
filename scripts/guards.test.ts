// Every guard of `npm run check` is seen to fail: on a fault that is planted in a copy of the checkout.

import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WorkspaceCopy } from "./workspace-copy.ts";

test("every check is part of `npm run check`", async () => {
  const { scripts } = JSON.parse(await readFile("package.json", "utf8"));
  const checks = Object.keys(scripts).filter((name) => name.startsWith("check:") && name !== "check:run");
  expect(checks.length).toBeGreaterThan(0);
  expect(scripts["check:run"].split(" && ")).toEqual(
    expect.arrayContaining(checks.map((name) => `pnpm run ${name}`)),
  );
});

test("lint: import directions, sockets in protocol/, cycles, undeclared dependencies, star exports", async () => {
  await using copy = await WorkspaceCopy.make();
  await copy.write(
    "packages/asr/src/planted-direction.ts",
    'export { TtsClient as PlantedDirection } from "@kotoba/tts";\n',
  );
  await copy.write(
    "packages/asr/src/protocol/planted-socket.ts",
    'import { connect } from "node:net";\n\nexport const plantedSocket: unknown = connect;\n',
  );
  await copy.write(
    "packages/core/src/planted-cycle.ts",
    'import { plantedEnd } from "./planted-end.ts";\n\nexport const plantedCycle: unknown = plantedEnd;\n',
  );
  await copy.write(
    "packages/core/src/planted-end.ts",
    'import { plantedCycle } from "./planted-cycle.ts";\n\nexport const plantedEnd: unknown = plantedCycle;\n',
  );
  await copy.write(
    "packages/audio/src/planted-stranger.ts",
    'export { request as plantedStranger } from "undici";\n',
  );
  await copy.write(
    "packages/tts/src/planted-path.ts",
    'export { AsrClient as PlantedPath } from "../../asr/src/asr-client.ts";\n',
  );
  await copy.write("packages/audio/src/planted-star.ts", 'export * from "./audio-format.ts";\n');

  const { status, output } = await copy.check("check:lint", { args: "--max-diagnostics=1000" });

  expect(status).not.toBe(0);
  const direction = messagesAt(output, "packages/asr/src/planted-direction.ts");
  expect(direction).toContain("A modality may import core and audio; modalities never import each other.");
  const path = messagesAt(output, "packages/tts/src/planted-path.ts");
  expect(path).toContain("Import another package by its name.");
  const socket = messagesAt(output, "packages/asr/src/protocol/planted-socket.ts");
  expect(socket).toContain("protocol/ holds schemas and pure functions: no socket, timer, clock or file");
  expect(messagesAt(output, "packages/core/src/planted-cycle.ts")).toContain("cycle");
  const stranger = messagesAt(output, "packages/audio/src/planted-stranger.ts");
  expect(stranger).toContain("Dependency undici isn't specified in packages/audio/package.json.");
  expect(messagesAt(output, "packages/audio/src/planted-star.ts")).toContain("noReExportAll");
});

test("floating promises", async () => {
  await using copy = await WorkspaceCopy.make();
  await copy.write(
    "packages/core/src/planted-promise.ts",
    "const work = async (): Promise<void> => {};\n\nexport function planted(): void {\n  work();\n}\n",
  );

  const { status, output } = await copy.check("check:promises");

  expect(status).not.toBe(0);
  expect(output).toContain("no-floating-promises");
  expect(output).toContain("packages/core/src/planted-promise.ts:4");
});

test("types: what the type tests say of the public surface", async () => {
  await using copy = await WorkspaceCopy.make();
  // A guess that is wrong fails, and so does a refusal that no longer is one.
  await copy.write(
    "packages/sdk/src/planted.test-d.ts",
    'import { expectTypeOf } from "vitest";\nimport { KotobaClient } from "./index.ts";\n\nexpectTypeOf("").toEqualTypeOf<number>();\n// @ts-expect-error: planted.\nnew KotobaClient({ timeoutMs: 1 });\n',
  );
  // A change of the surface is seen by the type tests that are there.
  await copy.replace(
    "packages/asr/src/live/live-events.ts",
    'readonly type: "committed";',
    'readonly type: "input_committed";',
  );

  const { status, output } = await copy.check("check:types");

  expect(status).not.toBe(0);
  const planted = messagesAt(output, "packages/sdk/src/planted.test-d.ts");
  expect(planted).toContain("(4,");
  expect(planted).toContain("(5,1): error TS2578: Unused '@ts-expect-error' directive.");
  expect(messagesAt(output, "packages/asr/src/asr-client.test-d.ts")).toContain('"committed"');
});

test("unused files, exports and dependencies, and dependencies that are not declared", async () => {
  await using copy = await WorkspaceCopy.make();
  await copy.write("packages/tts/src/planted-file.ts", "export const plantedFile = 1;\n");
  await copy.replace(
    "packages/tts/src/tts-client.ts",
    "export class TtsClient",
    "export const plantedExport = 1;\n\nexport class TtsClient",
  );
  await copy.changeManifest("tts", ({ dependencies }) => ({
    dependencies: { ...Object(dependencies), "planted-dependency": "1.0.0" },
  }));

  const { status, output } = await copy.check("check:unused");

  expect(status).not.toBe(0);
  expect(output).toMatch(/^Unused files .*\n(.*\n)*?packages\/tts\/src\/planted-file\.ts/m);
  expect(output).toMatch(
    /^Unused dependencies .*\n(.*\n)*?planted-dependency +packages\/tts\/package\.json/m,
  );
  expect(output).toMatch(/^Unused exports .*\n(.*\n)*?plantedExport .*packages\/tts\/src\/tts-client\.ts/m);
});

test("packages: strange files, publint, types that do not resolve", async () => {
  await using copy = await WorkspaceCopy.make();
  await copy.write("packages/sdk/dist/planted.map", "{}");
  await copy.write("packages/sdk/dist/index.d.ts", 'export { Planted } from "./planted.js";\n');
  await copy.changeManifest("sdk", ({ publishConfig }) => ({
    publishConfig: {
      ...Object(publishConfig),
      exports: { ".": { default: "./dist/index.js", types: "./dist/index.d.ts" } },
    },
  }));

  const { status, output } = await copy.check("check:packages", { args: "sdk" });

  expect(status).not.toBe(0);
  expect(output).toContain("sdk holds dist/planted.map");
  expect(output).toContain("sdk publint:");
  expect(output).toContain("types should be the first in the object");
  expect(output).toContain("sdk attw:");
  expect(output).toContain("Internal resolution error");
});

test("sizes: of the files, of an installation, of a bundled program", async () => {
  await using copy = await WorkspaceCopy.make();
  await copy.write("packages/sdk/dist/planted.js", `export const planted = "${"x".repeat(100_000)}";\n`);
  await copy.replace(
    "packages/core/dist/index.js",
    "var KotobaError = class",
    `globalThis.planted = "${"x".repeat(100_000)}";\nvar KotobaError = class`,
  );
  await mkdir(join(copy.folder, "packages/core/node_modules/planted"));
  await copy.write(
    "packages/core/node_modules/planted/package.json",
    '{ "name": "planted", "version": "1.0.0" }',
  );
  await copy.changeManifest("core", ({ dependencies }) => ({
    dependencies: { ...Object(dependencies), planted: "1.0.0" },
  }));

  const { status, output } = await copy.check("check:sizes");

  expect(status).not.toBe(0);
  expect(output).toMatch(
    /^@kotoba\/sdk, its files: 1\d\d\.\d kB is over its limit of \d+\.\d kB\. Make it smaller/m,
  );
  expect(output).toMatch(/^@kotoba\/asr, installed: 8 packages is over its limit of 7 packages\./m);
  expect(output).toMatch(/^A live program, bundled: \d\.\d\d times ws alone is over its limit of/m);
});

test("API reports: a change of the public surface is shown as a difference", async () => {
  await using copy = await WorkspaceCopy.make();
  await copy.replace(
    "packages/s2st/dist/index.d.ts",
    "translate(audio: AudioInput",
    "planted(audio: AudioInput",
  );

  const { status, output } = await copy.check("check:api");

  expect(status).not.toBe(0);
  expect(output).toContain("The public surface of @kotoba/s2st is not what");
  expect(output).toContain("`pnpm build && pnpm api`");
  expect(output).toMatch(/^- {2}translate\(audio: AudioInput/m);
  expect(output).toMatch(/^\+ {2}planted\(audio: AudioInput/m);
});

test("licences: of dependencies, of what is built in, of optional peers, of tools", async () => {
  await using copy = await WorkspaceCopy.make();
  for (const [name, license] of [
    ["copyleft", "GPL-3.0-only"],
    ["choice", "(MIT OR GPL-3.0-only)"],
    ["unknown", undefined],
    ["replaceable", "LGPL-2.1-only"],
    ["tool", "AGPL-3.0-only"],
  ]) {
    const folder = `packages/tts/node_modules/planted-${name}`;
    await mkdir(join(copy.folder, folder));
    const manifest = { name: `planted-${name}`, version: "1.0.0", license };
    await copy.write(`${folder}/package.json`, JSON.stringify(manifest));
  }
  await copy.changeManifest("tts", ({ dependencies }) => ({
    dependencies: { ...Object(dependencies), "planted-choice": "1.0.0", "planted-unknown": "1.0.0" },
    optionalDependencies: { "planted-copyleft": "1.0.0" },
    devDependencies: { "planted-tool": "1.0.0" },
    peerDependencies: { "planted-replaceable": "1.0.0" },
    peerDependenciesMeta: { "planted-replaceable": { optional: true } },
  }));
  await copy.write("packages/asr/THIRD_PARTY_NOTICES.md", "");
  const notices = "| planted-choice, planted-copyleft, planted-unknown | | |\n";
  await copy.replace("THIRD_PARTY_NOTICES.md", "| undici", `${notices}| undici`);

  const { status, output } = await copy.check("check:licences");

  expect(status).not.toBe(0);
  expect(output).toMatch(
    /^planted-copyleft@1\.0\.0 \(.*@kotoba\/tts → planted-copyleft\) has the licence GPL-3\.0-only/m,
  );
  expect(output).toMatch(/^planted-unknown@1\.0\.0 .* has the licence none that can be read/m);
  expect(output).toMatch(
    /^planted-replaceable@1\.0\.0 \(@kotoba\/tts → optional peer planted-replaceable\) has the/m,
  );
  expect(output).toMatch(/^planted-replaceable .* is not named in THIRD_PARTY_NOTICES\.md/m);
  expect(output).toMatch(
    /^planted-tool@1\.0\.0 \(@kotoba\/tts → tool planted-tool\) has the licence AGPL-3\.0-only/m,
  );
  expect(output).toMatch(
    /^zod is built into @kotoba\/asr: its notice must stand in packages.asr.THIRD_PARTY_NOTICES\.md/m,
  );
  expect(output).not.toContain("planted-choice");
});

test.each([
  ["high", 1],
  ["moderate", 0],
])("audit: a %s vulnerability ends with status %i", async (severity, expected) => {
  await using copy = await WorkspaceCopy.make();
  const advisory = {
    id: 1,
    title: "Planted",
    url: "https://example.org/1",
    severity,
    vulnerable_versions: "<99.0.0",
  };
  await using registry = await startRegistry(200, { ws: [{ ...advisory, cwe: [], cvss: { score: 8 } }] });

  const { status, output } = await copy.check("check:audit", { env: registry.env });

  expect(status).toBe(expected);
  expect(output).toMatch(
    new RegExp(`^ws 8\\.\\S+ \\(.*packages__core>ws.*\\): Planted, ${severity}\\. Patched in`, "m"),
  );
});

test("audit: a registry that offers none is told of, and fails nothing", async () => {
  await using copy = await WorkspaceCopy.make();
  await using registry = await startRegistry(418, {});

  const { status, output } = await copy.check("check:audit", { env: registry.env });

  expect(status).toBe(0);
  expect(output).toContain("Audit skipped: the registry offers none");
  expect(output).toContain("responded with 418");
});

/** All that a program said about one file: what follows a line that begins with its path, until the next path. */
function messagesAt(output: string, path: string): string {
  const messages = output.split(/^(?=[\w./-]+\.ts[:(]\d)/m);
  return messages.filter((message) => message.startsWith(path)).join("");
}

/** A registry that gives one answer to every question after vulnerabilities, and knows no package. */
async function startRegistry(
  status: number,
  answer: object,
): Promise<AsyncDisposable & { readonly env: NodeJS.ProcessEnv }> {
  const server = createServer((request, response) => {
    const isAudit = request.url?.includes("/security/") === true;
    response.writeHead(isAudit ? status : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(isAudit ? answer : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  return {
    env: { pnpm_config_registry: `http://127.0.0.1:${address.port}/` },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
