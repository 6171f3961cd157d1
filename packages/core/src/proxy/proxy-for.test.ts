import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Environment } from "../environment.ts";
import { isExceptedFromProxy } from "./no-proxy.ts";
import { proxyFor } from "./proxy-for.ts";

const P = "http://proxy.example:3128";

describe("the proxy", () => {
  it.each<[string, string, Environment, string | undefined]>([
    ["that HTTPS_PROXY names is for https", "https://host", { HTTPS_PROXY: P }, "HTTPS_PROXY"],
    ["that HTTPS_PROXY names is for wss", "wss://host", { HTTPS_PROXY: P }, "HTTPS_PROXY"],
    ["that HTTPS_PROXY names is not for http", "http://host", { HTTPS_PROXY: P }, undefined],
    ["that HTTP_PROXY names is for http", "http://host", { HTTP_PROXY: P }, "HTTP_PROXY"],
    ["that HTTP_PROXY names is for ws", "ws://host", { HTTP_PROXY: P }, "HTTP_PROXY"],
    ["that HTTP_PROXY names is not for https", "https://host", { HTTP_PROXY: P }, undefined],
    ["in lower case comes first", "https://host", { HTTPS_PROXY: "x:1", https_proxy: P }, "https_proxy"],
    ["that is empty is none", "https://host", { HTTPS_PROXY: P, https_proxy: " " }, "HTTPS_PROXY"],
    ["is not for localhost", "https://localhost:8443", { HTTPS_PROXY: P }, undefined],
    ["is not for loopback addresses", "ws://127.1.2.3", { HTTP_PROXY: P }, undefined],
    ["is not for IPv6's either", "http://[::1]:80", { HTTP_PROXY: P }, undefined],
    ["is not for what NO_PROXY excepts", "https://host", { HTTPS_PROXY: P, NO_PROXY: "host" }, undefined],
    ["obeys no_proxy", "https://host", { HTTPS_PROXY: P, no_proxy: "host", NO_PROXY: "x" }, undefined],
  ])("%s", async (_, url, environment, variable) => {
    expect((await proxyFor(new URL(url), environment))?.variable).toBe(variable);
  });

  it.each([
    ["proxy.example:3128", "http://proxy.example:3128/"],
    ["http://proxy.example", "http://proxy.example/"],
    ["https://me:you@proxy.example:8443/path?query", "https://proxy.example:8443/"],
    ["me:you@[2001:db8::1]:3128", "http://[2001:db8::1]:3128/"],
  ])("may be written %s", async (value, expected) => {
    expect((await proxyFor(new URL("https://host"), { HTTPS_PROXY: value }))?.url.href).toBe(expected);
  });

  it.each([
    ["me@proxy", "me:"],
    ["me:100%25@proxy", "me:100%"],
    ["me:100%@proxy", "me:100%"],
    ["%E6%97%A5:%E6%9C%AC@proxy", "日:本"],
  ])("is told the credentials of %s", async (value, expected) => {
    const proxy = await proxyFor(new URL("https://host"), { HTTPS_PROXY: value });
    expect(Buffer.from(proxy?.authorization?.slice("Basic ".length) ?? "", "base64").toString()).toBe(
      expected,
    );
  });

  it.each(["socks5://proxy", "ftp://proxy", "http://", "http://a b", "://", "%"])(
    "cannot be %j",
    async (value) => {
      await expect(proxyFor(new URL("https://host"), { HTTPS_PROXY: value })).rejects.toThrow(
        "The environment variable HTTPS_PROXY must be the URL of an HTTP proxy",
      );
    },
  );
});

describe("NO_PROXY", () => {
  it.each<[string, string, boolean]>([
    ["*", "https://asr.example", true],
    ["a.example, *", "https://asr.example", true],
    ["asr.example", "https://asr.example", true],
    ["ASR.Example", "https://asr.example", true],
    ["asr.example.", "https://asr.example", true],
    ["asr.example", "https://asr.example.", true],
    ["asr.example", "https://eu.asr.example", true],
    ["asr.example", "https://notasr.example", false],
    [".asr.example", "https://asr.example", true],
    [".asr.example", "https://eu.asr.example", true],
    [".asr.example", "https://notasr.example", false],
    ["*.asr.example", "https://eu.asr.example", true],
    ["a.example,b.example", "https://b.example", true],
    ["a.example b.example", "https://b.example", true],
    [" a.example ,\tb.example,", "https://c.example", false],
    ["asr.example:443", "https://asr.example", true],
    ["asr.example:443", "wss://asr.example", true],
    ["asr.example:80", "https://asr.example", false],
    ["asr.example:8443", "https://asr.example:8443", true],
    ["*:8443", "https://asr.example:8443", true],
    ["*:8443", "https://asr.example", false],
    ["10.1.2.3", "https://10.1.2.3", true],
    ["1.2.3", "https://10.1.2.3", false],
    ["3", "https://10.1.2.3", false],
    ["10.0.0.0/8", "https://10.1.2.3", true],
    ["10.0.0.0/8:8443", "https://10.1.2.3:8443", true],
    ["10.0.0.0/8", "https://11.1.2.3", false],
    ["10.0.0.0/99", "https://10.1.2.3", false],
    ["10.0.0.0/x", "https://10.1.2.3", false],
    ["10.0.0.0/8", "https://ten.example", false],
    ["2001:db8::1", "https://[2001:db8::1]", true],
    ["[2001:db8::1]", "https://[2001:db8::1]", true],
    ["[2001:db8::1]:443", "https://[2001:db8::1]", true],
    ["[2001:db8::1]:80", "https://[2001:db8::1]", false],
    ["2001:0db8:0:0:0:0:0:1", "https://[2001:db8::1]", true],
    ["2001:db8::/32", "https://[2001:db8::1]", true],
    ["2001:db9::/32", "https://[2001:db8::1]", false],
    ["::/0", "https://10.1.2.3", false],
  ])("%j and %s: %s", async (noProxy, url, excepted) => {
    const proxy = await proxyFor(new URL(url), { HTTPS_PROXY: P, NO_PROXY: noProxy });
    expect(proxy === undefined).toBe(excepted);
  });

  it("may be anything at all", async () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    );
    const entry = fc.oneof(fc.string(), fc.stringMatching(/^[\d.:/[\]*a-f]{0,20}$/), host);
    await fc.assert(
      fc.asyncProperty(fc.array(entry), host, async (entries, name) => {
        expect(typeof (await isExceptedFromProxy(entries.join(","), name, 443))).toBe("boolean");
        expect(await isExceptedFromProxy([...entries, name].join(","), name, 443)).toBe(true);
      }),
    );
  });
});
