import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { APIError } from "../errors/api-error.ts";
import { ConfigurationError } from "../errors/configuration-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { createTestAuthority } from "../testing/test-authority.ts";
import { startTestProxy, type TestProxyOptions } from "../testing/test-proxy.ts";
import { until } from "../testing/until.ts";
import { Network } from "./network.ts";
import { authority, contextFor, failure, reach, startTestTarget, TRANSPORTS } from "./proxy-test-bed.ts";

const CREDENTIALS = `Basic ${Buffer.from("me:p@ss word").toString("base64")}`;

async function bed(options: Omit<TestProxyOptions, "port"> = {}) {
  const target = await startTestTarget();
  const proxy = await startTestProxy({ port: target.port, ...options });
  return {
    target,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await target[Symbol.asyncDispose]();
    },
  };
}

describe.each(TRANSPORTS)("%s", (transport) => {
  it("goes through the proxy, which sees neither the key nor what is said", async () => {
    await using servers = await bed({ authorization: CREDENTIALS });
    const { proxy, target } = servers;
    await using context = contextFor({ HTTPS_PROXY: `http://me:p%40ss%20word@${proxy.host}` });
    await reach(context, transport, "asr.example");
    await reach(context, transport, "asr.example:8443");
    expect(proxy.asked).toEqual(["asr.example:443", "asr.example:8443"]);
    expect(JSON.stringify(proxy.headers)).not.toContain("secret-key");
    expect(target.headers[0]).toMatchObject({
      host: "asr.example",
      authorization: "Bearer secret-key-0123456789",
    });
    expect(target.headers[0]).not.toHaveProperty("proxy-authorization");
  });

  it("goes through a proxy that speaks TLS itself", async () => {
    await using servers = await bed({ certificate: authority.issue(["localhost"]) });
    const [, port] = servers.proxy.host.split(":");
    await using context = contextFor({ https_proxy: `https://localhost:${port}` });
    await reach(context, transport, "asr.example");
    expect(servers.proxy.asked).toEqual(["asr.example:443"]);
  });

  it("goes straight to this machine", async () => {
    await using servers = await bed();
    await using context = contextFor({ HTTPS_PROXY: servers.proxy.host });
    await reach(context, transport, `localhost:${servers.target.port}`);
    expect(servers.proxy.asked).toEqual([]);
    expect(servers.target.headers).toHaveLength(1);
  });

  it("says that the authority is unknown, unless it is given", async () => {
    await using servers = await bed();
    const environment = { HTTPS_PROXY: servers.proxy.host };
    await using stranger = contextFor(environment, { ca: undefined });
    const url = new URL("https://asr.example");
    if (transport === "REST") {
      expect((await failure(stranger, transport, url.host)).message).toContain(
        "the option ca, or --ca FILE, adds one",
      );
    } else {
      await expect(reach(stranger, transport, url.host)).rejects.toMatchObject({
        code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      });
    }
    await using several = contextFor(environment, {
      ca: Buffer.from(`# Two of them\n${createTestAuthority("Other").cert}\n${authority.cert}`),
    });
    await reach(several, transport, url.host);
  });

  it("checks the certificate for the name of the target, not of the proxy", async () => {
    await using servers = await bed();
    await using context = contextFor({ HTTPS_PROXY: servers.proxy.host });
    await expect(reach(context, transport, "tts.example")).rejects.toThrow(/another host|altnames/);
  });

  it.each([
    ["", "wants a user name and a password"],
    ["me:wrong-secret@", "refused the user name and password"],
  ])("says what the proxy wants that is given %j", async (credentials, words) => {
    await using servers = await bed({ authorization: CREDENTIALS });
    await using context = contextFor({ HTTPS_PROXY: `http://${credentials}${servers.proxy.host}` });
    const error = await failure(context, transport, "asr.example");
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ code: "proxy_authentication_failed", status: 407, retryable: false });
    expect(error.message).toContain(`The proxy http://${servers.proxy.host} (HTTPS_PROXY) ${words}`);
    expect(inspect(error, { depth: 9 })).not.toContain("wrong-secret");
    expect(servers.target.headers).toEqual([]);
  });

  it.each([
    [403, false],
    [502, true],
  ])("says when the proxy refuses with %i", async (status, retryable) => {
    await using servers = await bed({ status });
    await using context = contextFor({ HTTPS_PROXY: servers.proxy.host });
    const error = await failure(context, transport, "asr.example");
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: "proxy_refused", status, retryable });
    expect(error.message).toContain(`HTTP ${status}`);
    expect(error.message).toContain("add asr.example to NO_PROXY");
  });

  it("names a proxy that is not there", async () => {
    await using context = contextFor({ HTTPS_PROXY: "http://me:secret@127.0.0.1:9" });
    const error = await failure(context, transport, "asr.example");
    expect(error).toMatchObject({ code: "proxy_unreachable", retryable: true });
    expect(error.message).toBe(
      "The proxy http://127.0.0.1:9 (HTTPS_PROXY) cannot be reached: nothing listens there (connection refused). Check HTTPS_PROXY, or add asr.example to NO_PROXY if it is reached without a proxy.",
    );
  });

  it("names a variable that is no proxy, and shows nothing of it", async () => {
    await using context = contextFor({ https_proxy: "socks5://me:secret@proxy.example" });
    const error = await failure(context, transport, "asr.example");
    expect(error).toMatchObject({ name: "ConfigurationError", code: "bad_proxy_url" });
    expect(error.message).toContain("variable https_proxy");
    expect(error.message).not.toContain("secret");
  });

  it("can be aborted while the proxy keeps silent", async () => {
    await using servers = await bed({ hangs: true });
    await using context = contextFor({ HTTPS_PROXY: servers.proxy.host });
    const controller = new AbortController();
    const outcome = reach(context, transport, "asr.example", controller.signal);
    await until(() => servers.proxy.asked.length === 1);
    controller.abort(new Error("enough"));
    await expect(outcome).rejects.toThrow("enough");
  });
});

it("a tunnel that does not come about ends with its limit, and leaves nothing behind", async () => {
  await using servers = await bed({ hangs: true });
  const clock = new ManualClock();
  const network = new Network({ environment: { HTTPS_PROXY: servers.proxy.host } });
  const outcome = network.tunnelTo(new URL("wss://asr.example"), { clock }).catch((error: unknown) => error);
  await until(() => servers.proxy.asked.length === 1);
  await clock.advance(10_000);
  const error = await outcome;
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({ code: "proxy_timeout", limitMs: 10_000 });
  expect(String(error)).toContain("(HTTPS_PROXY) did not connect to asr.example:443");
  expect(clock.pendingTimers).toBe(0);
  await until(() => servers.proxy.openSockets === 0);
});

it("a WebSocket that is given up in the middle of TLS takes its tunnel along", async () => {
  const silent = createServer((socket) => void socket.on("error", () => {}));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  await using proxy = await startTestProxy({ port: address.port });
  await using context = contextFor({ HTTPS_PROXY: proxy.host });
  const controller = new AbortController();
  const outcome = reach(context, "WebSocket", "asr.example", controller.signal);
  // From the client, and to the server.
  await until(() => proxy.openSockets === 2);
  controller.abort(new Error("enough"));
  await expect(outcome).rejects.toThrow("enough");
  await until(() => proxy.openSockets === 0);
  silent.close();
});

it("a client that is closed gives up its tunnels", async () => {
  await using servers = await bed({ hangs: true });
  const context = contextFor({ HTTPS_PROXY: servers.proxy.host });
  const outcome = failure(context, "REST", "asr.example");
  await until(() => servers.proxy.asked.length === 1);
  await context.close();
  expect(await outcome).toMatchObject({ code: "client_closed" });
  await until(() => servers.proxy.openSockets === 0);
});

it("one tunnel carries many requests", async () => {
  await using servers = await bed();
  await using context = contextFor({ HTTPS_PROXY: servers.proxy.host });
  for (let number = 0; number < 3; number++) {
    await reach(context, "REST", "asr.example");
    await delay(1);
  }
  expect(servers.target.headers).toHaveLength(3);
  expect(servers.proxy.asked).toHaveLength(1);
});

it.each<[string, string | Uint8Array, string]>([
  ["a path", "/etc/ssl/certs/company.pem", "not the name of a file"],
  ["another format", new Uint8Array([0x30, 0x82, 1, 2]), "PEM text"],
  [
    "a damaged certificate",
    `${authority.cert}-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----`,
    "Certificate 2 of the option ca",
  ],
])("the option ca cannot be %s", (_, ca, words) => {
  expect(() => contextFor({}, { ca })).toThrow(ConfigurationError);
  expect(() => contextFor({}, { ca })).toThrow(words);
});

it("a proxy that is printed shows no credentials", async () => {
  const network = new Network({ environment: { HTTPS_PROXY: "http://me:secret@proxy.example:3128" } });
  const proxy = await network.proxyFor(new URL("https://asr.example"));
  expect(String(proxy)).toBe("http://proxy.example:3128 (HTTPS_PROXY)");
  expect(inspect(proxy, { depth: 9, showHidden: true })).not.toContain("secret");
  expect(JSON.stringify(proxy)).not.toContain("secret");
});
