import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { createTestAuthority, startScriptedHttpServer, startTestProxy } from "@kotoba/core/testing";
import { createScriptedEngine, type Emulator, startEmulator } from "@kotoba/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runKotoba } from "./fixtures/run-kotoba.ts";

const KEY = "secret-key-0123456789";

let emulator: Emulator;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-doctor-"));
  emulator = await startEmulator({ engines: [createScriptedEngine({ answers: [] })], apiKey: KEY });
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

interface Finding {
  readonly section: string;
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly advice?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Runs the doctor and reads what it found. No run may show the key. */
async function doctor(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const { code, stdout, stderr } = await runKotoba(["doctor", "--json", ...args], { env, cwd: folder });
  expect(stdout + stderr).not.toContain("secret");
  const report: { version: number; failures: number; warnings: number; findings: Finding[] } =
    JSON.parse(stdout);
  const find = (check: string, section = "") =>
    report.findings.find((finding) => finding.check === check && finding.section.includes(section));
  return { code, stderr, ...report, find };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

describe("where all is well", () => {
  it("says so in words", async () => {
    const { code, stdout, stderr } = await runKotoba(["doctor"], { env: emulator.env, cwd: folder });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Configuration\n {2}ok +file /);
    expect(stdout).toMatch(/^127\.0\.0\.1:\d+\n {2}ok +proxy +none\n/m);
    expect(stdout).toMatch(/^REST\n {2}ok +REST +it answers\n/m);
    expect(stdout).toMatch(/^Live sessions\n {2}ok +asr any +a session was ready after \d+ ms\n/m);
    expect(stdout).toMatch(/\n\nno failures, no warnings\n$/);
    expect(stdout).not.toContain("secret");
  });

  it("says so to programs, with figures", async () => {
    const { code, version, failures, warnings, find } = await doctor(emulator.env);
    expect([code, version, failures, warnings]).toEqual([0, 1, 0, 0]);
    expect(find("key", "Configuration")).toMatchObject({ status: "ok", message: "****6789 (environment)" });
    expect(find("round trip")?.facts).toEqual({ roundTripMs: expect.any(Number) });
    expect(find("clock")?.facts).toEqual({ skewSeconds: expect.closeTo(0, -1) });
    for (const check of ["asr any", "tts any", "s2st any"])
      expect(find(check)).toMatchObject({ status: "ok", facts: { setUpMs: expect.any(Number) } });
  });

  it("finds its way by --url alone", async () => {
    const { code, find } = await doctor({ KOTOBA_API_KEY: KEY }, ["--url", emulator.url]);
    expect(code).toBe(0);
    expect(find("s2st any")?.status).toBe("ok");
  });
});

describe("the key", () => {
  it("that is refused: 3", async () => {
    const { code, find } = await doctor({ ...emulator.env, KOTOBA_API_KEY: "wrong-secret-key" });
    expect(code).toBe(3);
    expect(find("REST", "REST")?.status).toBe("ok");
    expect(find("key", "REST")).toMatchObject({ status: "failure" });
    expect(find("key", "REST")?.message).toContain("Check the API key");
    expect(find("tts any")).toMatchObject({ status: "failure" });
    expect(find("readiness")).toBeUndefined();
  });

  it("that is missing: 3, and the way to the host is looked at all the same", async () => {
    const { code, find } = await doctor({ ...emulator.env, KOTOBA_API_KEY: "" });
    expect(code).toBe(3);
    expect(find("key")?.advice).toContain("kotoba config set KOTOBA_API_KEY -");
    expect(find("connection")?.status).toBe("ok");
    expect(find("asr any")).toBeUndefined();
  });
});

describe("--url", () => {
  it.each(["nonsense", "127.0.0.1:18431", "", "ftp://x"])(
    "that is none is told, once: 2 (%j)",
    async (url) => {
      const { code, findings } = await doctor({ KOTOBA_API_KEY: KEY }, ["--url", url]);
      expect(code).toBe(2);
      expect(findings.filter(({ check }) => check === "--url")).toEqual([
        expect.objectContaining({ status: "failure", message: "must be a URL such as https://HOST" }),
      ]);
      const routes = await runKotoba(["routes", "--url", url], { env: {}, cwd: folder });
      expect(routes).toEqual({
        code: 2,
        stdout: "",
        stderr: "kotoba: --url must be a URL such as https://HOST.\n",
      });
    },
  );

  it("with a path is for one service, and the others say how to have all looked at", async () => {
    const { find } = await doctor(emulator.env, ["--url", `${emulator.url}/v1`]);
    expect(find("asr any")?.status).toBe("ok");
    expect(find("tts any")?.advice).toMatch(/give the address without a path/);
  });

  it("of TLS, where there is none, is told in words", async () => {
    const url = emulator.url.replace("http:", "https:");
    const { code, findings, find } = await doctor(emulator.env, ["--url", url]);
    expect(code).toBe(6);
    expect(find("certificate")).toMatchObject({
      message: expect.stringMatching(/^This port speaks no TLS: .*http:/),
    });
    expect(find("certificate")?.advice).toBeUndefined();
    expect(findings.map(({ message }) => message).filter((message) => /SSL|\n/.test(message))).toEqual([]);
    const { stderr } = await runKotoba(["jobs", "get", "x", "--url", url], {
      env: emulator.env,
      cwd: folder,
    });
    expect(stderr).toMatch(/^kotoba: This port speaks no TLS: .*\n$/);
  });
});

describe("the configuration", () => {
  it("of which there is none", async () => {
    const { findings } = await doctor({});
    expect(findings.map(({ check, status }) => [check, status])).toEqual([
      ["file", "ok"],
      ["key", "failure"],
      ["routes", "failure"],
    ]);
  });

  it.each([
    ["is no URL", "asr.example/secret"],
    ["is of the wrong kind", "ftp://asr.example/v1"],
    ["holds a secret", "wss://me:secret@asr.example/v1/realtime"],
    ["would carry the key in cleartext", "ws://asr.example/v1/realtime"],
  ])("whose URL %s: 2, and that host is left alone", async (_, url) => {
    const { code, find, findings } = await doctor({ KOTOBA_API_KEY: KEY, KOTOBA_ASR_URL: url });
    expect(code).toBe(2);
    expect(find("KOTOBA_ASR_URL")?.status).toBe("failure");
    expect(new Set(findings.map(({ section }) => section))).toEqual(new Set(["Configuration"]));
  });

  it("whose file is broken: 2, and the environment is looked at all the same", async () => {
    const home = join(folder, "broken");
    await mkdir(join(home, "kotoba"), { recursive: true });
    await writeFile(join(home, "kotoba", "config"), `${KEY}\n`, { mode: 0o600 });
    const { code, find } = await doctor({ ...emulator.env, XDG_CONFIG_HOME: home });
    expect(code).toBe(2);
    expect(find("file")).toMatchObject({ status: "failure" });
    expect(find("asr any")?.status).toBe("ok");
  });

  it("comes from the file, and says so", async () => {
    const home = join(folder, "whole");
    await mkdir(join(home, "kotoba"), { recursive: true });
    const lines = Object.entries(emulator.env).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(home, "kotoba", "config"), lines.join(""), { mode: 0o600 });
    const { code, find } = await doctor({ XDG_CONFIG_HOME: home });
    expect(code).toBe(0);
    expect(find("key", "Configuration")?.message).toBe("****6789 (file)");
    expect(find("key", "REST")?.status).toBe("ok");
  });
});

describe("a host", () => {
  it("where nothing listens: 6", async () => {
    const { code, find } = await doctor({
      KOTOBA_API_KEY: KEY,
      KOTOBA_ASR_REST_URL: "http://127.0.0.1:9/v1",
    });
    expect(code).toBe(6);
    expect(find("connection")).toMatchObject({
      status: "failure",
      message: "connection refused (ECONNREFUSED)",
    });
    expect(find("connection")?.advice).toContain("firewall");
  });

  it("that keeps silent: 6, in finite time", async () => {
    const silent = createTcpServer((socket) => void socket.on("error", () => {}));
    const port = await listening(silent);
    const { code, find } = await doctor({
      KOTOBA_API_KEY: KEY,
      KOTOBA_ASR_REST_URL: `https://127.0.0.1:${port}/v1`,
      KOTOBA_TTS_URL: `wss://127.0.0.1:${port}/v2/tts/ws`,
    });
    silent.close();
    expect(code).toBe(6);
    expect(find("certificate")).toMatchObject({ status: "failure", message: "no TLS within 3 s" });
    expect(find("REST")).toMatchObject({ status: "failure" });
    expect(find("tts any")).toMatchObject({ status: "failure" });
  });

  it("that is another one: its 404 is not the service's, its clock is wrong, and it is asked nothing but GETs", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    await using other = await startScriptedHttpServer({ status: 404, headers: { date }, body: "<html>" });
    const { code, warnings, find } = await doctor({
      KOTOBA_API_KEY: KEY,
      KOTOBA_ASR_REST_URL: `${other.url}/api`,
    });
    expect([code, warnings]).toEqual([0, 2]);
    expect(find("REST", "REST")?.advice).toContain("path of KOTOBA_ASR_REST_URL");
    expect(find("clock")?.message).toMatch(/^this machine's is 3\d\d\d s behind/);
    expect(new Set(other.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  it("where the path of the REST service is wrong: the key is not said to be accepted", async () => {
    const { code, find } = await doctor({ ...emulator.env, KOTOBA_ASR_REST_URL: `${emulator.url}/v9` });
    expect(code).toBe(0);
    expect(find("REST", "REST")?.advice).toContain("path of KOTOBA_ASR_REST_URL");
    expect(find("key", "REST")).toBeUndefined();
  });

  it("where the path of live sessions is wrong: 2", async () => {
    const { code, find } = await doctor({
      ...emulator.env,
      KOTOBA_TTS_URL: `${emulator.env.KOTOBA_TTS_URL}/wrong`,
    });
    expect(code).toBe(2);
    expect(find("tts any")).toMatchObject({ status: "failure", advice: "Check the path of KOTOBA_TTS_URL." });
    expect(find("s2st any")?.status).toBe("ok");
  });

  it("that answers with 503: 6", async () => {
    await using busy = await startScriptedHttpServer({ status: 503, body: { detail: "loading" } });
    const { code, find } = await doctor({ KOTOBA_API_KEY: KEY, KOTOBA_ASR_REST_URL: `${busy.url}/v1` });
    expect(code).toBe(6);
    expect(find("REST", "REST")).toMatchObject({ status: "failure" });
    expect(find("REST", "REST")?.message).toContain("HTTP 503");
    expect(find("readiness")).toBeUndefined();
  });
});

describe("behind a proxy, with a company's own authority", () => {
  const authority = createTestAuthority("Company Authority");
  const env = {
    KOTOBA_API_KEY: KEY,
    KOTOBA_ASR_REST_URL: "https://kotoba.example/v1",
    KOTOBA_ASR_URL: "wss://kotoba.example/v1/realtime",
  };

  /** The emulator, behind TLS and the proxy. */
  async function company(validDays: number) {
    const inside = Number(new URL(emulator.url).port);
    const gateway = createTlsServer(authority.issue(["kotoba.example"], validDays), (socket) => {
      const server = connect(inside, "127.0.0.1");
      socket.on("error", () => server.destroy()).on("close", () => server.destroy());
      server.on("error", () => socket.destroy()).on("close", () => socket.destroy());
      socket.pipe(server).pipe(socket);
    });
    gateway.on("tlsClientError", () => {});
    const proxy = await startTestProxy({
      port: await listening(gateway),
      authorization: `Basic ${Buffer.from("me:secret").toString("base64")}`,
    });
    await writeFile(join(folder, "company.pem"), authority.cert);
    return {
      env: { ...env, HTTPS_PROXY: `http://me:secret@${proxy.host}` },
      host: proxy.host,
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]();
        await new Promise((resolve) => gateway.close(resolve));
      },
    };
  }

  it("everything is reached, with --ca", async () => {
    await using place = await company(30);
    const { code, find } = await doctor(place.env, ["--ca", "company.pem"]);
    expect(code).toBe(0);
    expect(find("proxy")?.message).toBe(`http://${place.host} (HTTPS_PROXY)`);
    expect(find("tunnel")?.message).toBe("the proxy connects to kotoba.example port 443");
    expect(find("certificate")).toMatchObject({
      status: "ok",
      facts: { issuer: "Company Authority", daysLeft: 29 },
    });
    expect(find("round trip")?.status).toBe("ok");
    expect(find("key", "REST")?.status).toBe("ok");
    expect(find("asr any")?.status).toBe("ok");
  });

  it("a certificate that soon ends is a warning", async () => {
    await using place = await company(5);
    const { code, find } = await doctor(place.env, ["--ca", "company.pem"]);
    expect([code, find("certificate")?.status]).toEqual([0, "warning"]);
  });

  it("an authority that is not trusted: 6, and --ca is what helps", async () => {
    await using place = await company(30);
    const { code, find } = await doctor(place.env);
    expect(code).toBe(6);
    expect(find("certificate")?.advice).toContain("--ca FILE");
  });

  it("a wrong password of the proxy: 2, and is not shown", async () => {
    await using place = await company(30);
    const wrong = place.env.HTTPS_PROXY.replace("me:secret", "me:other-secret");
    const { code, find } = await doctor({ ...place.env, HTTPS_PROXY: wrong }, ["--ca", "company.pem"]);
    expect(code).toBe(2);
    expect(find("tunnel")?.message).toContain("HTTP 407");
  });
});

it("kotoba routes tells each route and where it comes from", async () => {
  const home = join(folder, "routes");
  await mkdir(join(home, "kotoba"), { recursive: true });
  await writeFile(
    join(home, "kotoba", "config"),
    "KOTOBA_TTS_JA_URL=wss://me:secret@file.example/ja?secret\nKOTOBA_ASR_URL=wss://file.example/v1\n",
    { mode: 0o600 },
  );
  const env = { XDG_CONFIG_HOME: home, KOTOBA_ASR_URL: "wss://env.example/v1/realtime" };
  expect(await runKotoba(["routes"], { env, cwd: folder })).toEqual({
    code: 0,
    stdout: `SERVICE  LANGUAGES  TRANSPORT  URL                            FROM
asr      any        websocket  wss://env.example/v1/realtime  KOTOBA_ASR_URL (environment)
tts      ja         websocket  wss://file.example/ja          KOTOBA_TTS_JA_URL (configuration file)
`,
    stderr: "Not set: KOTOBA_ASR_REST_URL, KOTOBA_S2ST_URL\n",
  });
  const json = JSON.parse((await runKotoba(["routes", "--json"], { env, cwd: folder })).stdout);
  expect(json.routes[1]).toEqual({
    modality: "tts",
    source: null,
    target: "ja",
    transport: "websocket",
    url: "wss://file.example/ja",
    origin: "file",
    name: "KOTOBA_TTS_JA_URL",
  });
  const { stdout } = await runKotoba(["routes", "--url", "https://host"], { env, cwd: folder });
  expect(stdout).toMatch(/wss:\/\/host\/v2\/tts\/ws +--url \(command line\)/);
});
