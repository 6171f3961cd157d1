import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createScriptedEngine, type Emulator, startEmulator } from "@kotoba/emulator";
import { KotobaClient } from "@kotoba/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CompanyNetwork, startCompanyNetwork } from "./fixtures/company-network.ts";
import { runKotoba } from "./fixtures/run-kotoba.ts";

let emulator: Emulator;
let company: CompanyNetwork;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-proxy-"));
  emulator = await startEmulator({ engines: [createScriptedEngine({ answers: [] })] });
  company = await startCompanyNetwork(emulator.url);
  await writeFile(join(folder, "company.pem"), company.certificate);
  env = {
    KOTOBA_API_KEY: "secret-key-0123456789",
    KOTOBA_ASR_REST_URL: "https://kotoba.example/v1",
    KOTOBA_ASR_URL: "wss://kotoba.example/v1/realtime",
    HTTPS_PROXY: company.proxyUrl(),
    KOTOBA_LOG: "debug",
  };
});

afterAll(async () => {
  await company[Symbol.asyncDispose]();
  await emulator.close();
  await rm(folder, { recursive: true });
});

describe("the command behind a proxy", () => {
  const get = ["jobs", "get", "no-such-job"];
  const listen = ["listen", "-", "--raw", "--language", "en"];
  const run = (args: readonly string[], more: Record<string, string> = {}) =>
    runKotoba(args, { env: { ...env, ...more }, cwd: folder, stdin: new Uint8Array(3200) });

  it.each([
    ["REST", get, 4],
    ["a live session", listen, 0],
  ])("reaches %s", async (_, args, expected) => {
    const before = company.proxy.asked.length;
    const { code, stderr } = await run([...args, "--ca", "company.pem"]);
    expect([code, stderr]).toEqual([expected, expect.not.stringContaining("ss-secret")]);
    expect(company.proxy.asked.slice(before)).toEqual(["kotoba.example:443"]);
  });

  it.each([
    ["missing.pem", "ENOENT"],
    [".", "EISDIR"],
    ["other.pem", "It holds no PEM certificates"],
    ["broken.pem", "Its certificate 2 cannot be read"],
  ])("names a file of --ca that is none: %s", async (file, words) => {
    await writeFile(join(folder, "other.pem"), "-----BEGIN PRIVATE KEY-----\nsecret");
    await writeFile(
      join(folder, "broken.pem"),
      `${company.certificate}-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n`,
    );
    const { code, stderr } = await run([...get, "--ca", file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`argument '${file}' is invalid. `);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("secret");
  });

  it.each([
    ["REST", get],
    ["a live session", listen],
  ])("trusts no authority of its own accord: %s", async (_, args) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(6);
    expect(stderr).toContain("authority that is not trusted here");
  });

  it.each([
    ["REST", get],
    ["a live session", listen],
  ])("says that the password is wrong: %s", async (_, args) => {
    const { code, stderr } = await run(args, { HTTPS_PROXY: company.proxyUrl("me:wrong-secret") });
    expect(code).toBe(2);
    expect(stderr).toContain(
      `The proxy http://${company.proxy.host} (HTTPS_PROXY) refused the user name and password`,
    );
    expect(stderr).not.toContain("wrong-secret");
  });
});

it("a client takes the authority as an option", async () => {
  const before = process.env.HTTPS_PROXY;
  process.env.HTTPS_PROXY = company.proxyUrl();
  try {
    await using client = new KotobaClient({
      url: "https://kotoba.example",
      apiKey: "secret-key-0123456789",
      ca: company.certificate,
    });
    await client.asr.waitUntilReady({ timeoutMs: 10_000 });
    const session = await client.asr.stream({ language: "en" });
    expect(session.state).toBe("open");
    await session.close();
  } finally {
    if (before === undefined) delete process.env.HTTPS_PROXY;
    else process.env.HTTPS_PROXY = before;
  }
});
