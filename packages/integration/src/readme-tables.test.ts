import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as sdk from "@kotoba/sdk";
import { describe, expect, it } from "vitest";
import { ExitCode, exitCodeFor } from "../../cli/src/exit-codes.ts";
import { codeSpans, projectFolder, readPage, sectionOf, tableRows } from "./fixtures/documents.ts";

/** What the README's tables say is so, and nothing is left out. */
const readme = readPage("README.md");

const rowsOf = (heading: string) => tableRows(sectionOf(readme, heading));

/** The sources of all published packages, without their tests. */
function sources(): readonly string[] {
  const isSource = (path: string) =>
    /^[^/]+\/src\/.*\.ts$/.test(path) && !/\.test\.ts$|\/testing\/|-test-|^integration\//.test(path);
  const packages = join(projectFolder, "packages");
  const names = readdirSync(packages).flatMap((name) =>
    readdirSync(join(packages, name, "src"), { recursive: true }).map((path) => `${name}/src/${path}`),
  );
  return names.filter(isSource).map((path) => readFileSync(join(packages, path), "utf8"));
}

it("the environment variables are those that are read", () => {
  const listed = rowsOf("Environment variables").flatMap(([names = ""]) => codeSpans(names));
  const read = sources().flatMap((source) => [
    ...(source.match(/\bKOTOBA_[A-Z0-9_]*[A-Z0-9]\b/g) ?? []),
    ...(source.match(/\b[A-Z]+_PROXY\b/g) ?? []),
    ...[...source.matchAll(/\b(?:process\.env|environment|env)\.([A-Z_]+)\b/g)].map(([, name]) => name),
    ...[...source.matchAll(/\{([^{}]*)\}: NodeJS\.ProcessEnv/g)].flatMap(([, names]) => names?.match(/\w+/g)),
  ]);
  expect(listed.toSorted()).toEqual([...new Set(read)].toSorted());
});

describe("the errors", () => {
  const isError = (value: unknown): value is typeof sdk.KotobaError =>
    typeof value === "function" && value.prototype instanceof Error;

  /** Each error as it comes in ordinary cases, then as it comes in those that the command tells apart. */
  const EXAMPLES: Readonly<Record<string, readonly Error[]>> = {
    ConfigurationError: [
      new sdk.ConfigurationError("x"),
      new sdk.ConfigurationError("x", { code: "missing_api_key" }),
    ],
    UnsupportedRouteError: [new sdk.UnsupportedRouteError("x")],
    AudioFormatError: [
      new sdk.AudioFormatError("x"),
      new sdk.AudioFormatError("x", { code: "file_not_found" }),
    ],
    AuthError: [new sdk.AuthError("x", { status: 401 })],
    RateLimitError: [new sdk.RateLimitError("x", { status: 429 })],
    ProtocolError: [new sdk.ProtocolError("x", { status: 422 }), new sdk.ProtocolError("x", { status: 200 })],
    APIError: [new sdk.APIError("x", { status: 503 })],
    ConnectionLostError: [
      new sdk.ConnectionLostError("x", {
        closeCode: 1006,
        reason: "",
        sentSeconds: 2,
        confirmedSeconds: 1,
      }),
    ],
    TimeoutError: [new sdk.TimeoutError("x", { phase: "job", limitMs: 1 })],
    WorkerStartupError: [new sdk.WorkerStartupError("x", { phase: "startup", limitMs: 1 })],
    JobNotFoundError: [new sdk.JobNotFoundError("x", { jobId: "j" })],
    TranscriptionError: [new sdk.TranscriptionError("x", { jobId: "j" })],
  };

  it("are those that there are", () => {
    const exported = Object.entries(sdk).flatMap(([name, value]) => (isError(value) ? name : []));
    const listed = rowsOf("Errors").flatMap(([name = ""]) => codeSpans(name));
    expect([...listed, "KotobaError"].toSorted()).toEqual(exported.toSorted());
  });

  it.each(rowsOf("Errors").map(([name = "", when = "", , codes = ""]) => ({ name, when, codes })))(
    "$name has the fields that are named, and gives the command its exit code",
    ({ name, when, codes }) => {
      const errors = EXAMPLES[name.replaceAll("`", "")] ?? [];
      expect(codes.match(/\d+/g)?.map(Number)).toEqual(errors.map(exitCodeFor));
      for (const field of codeSpans(when)) expect(errors[0]).toHaveProperty(field);
    },
  );
});

it("the exit codes of the command are those that there are", () => {
  const codes = tableRows(readPage("packages/cli/README.md").text).map(([code]) => Number(code));
  expect(codes).toEqual(Object.values(ExitCode));
});

describe("the comparison with the Python client", () => {
  const declarations = readFileSync(
    createRequire(import.meta.url)
      .resolve("@kotoba/sdk/package.json")
      .replace("package.json", "dist/index.d.ts"),
    "utf8",
  );
  const names = rowsOf("If you come from the Python client").flatMap(([, ours = ""]) => codeSpans(ours));

  it("names classes and types that there are", () => {
    const types = names.flatMap((name) => name.match(/\b[A-Z]\w*[a-z]\b/g) ?? []);
    expect(types.length).toBeGreaterThan(20);
    for (const type of types.filter((type) => type !== "Blob")) {
      expect(declarations).toMatch(new RegExp(`\\b${type}\\b`));
    }
  });

  it("names methods and functions that there are", () => {
    const client = new sdk.KotobaClient({ url: "http://127.0.0.1:9", apiKey: "any" });
    const methods = names.flatMap((name) => [...name.matchAll(/\b(asr|tts|s2st)\.(\w+)/g)]);
    expect(methods.length).toBeGreaterThan(10);
    for (const [, part = "", method = ""] of methods) {
      expect(Reflect.get(Reflect.get(client, part), method), `${part}.${method}`).toBeTypeOf("function");
    }
    expect(names).toEqual(expect.arrayContaining(["registerEndpoint", "endpointFor", "toSrt", "toVtt"]));
    for (const name of ["registerEndpoint", "endpointFor", "toSrt", "toVtt"])
      expect(sdk).toHaveProperty(name);
  });
});
