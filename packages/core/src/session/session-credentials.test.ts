import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../errors/configuration-error.ts";
import { type CredentialOptions, requireCredentials, sessionCredentials } from "./session-credentials.ts";

const URL_OF_SERVICE = new URL("wss://host.example/sts");
const of = (options: CredentialOptions, key = "the-key") => sessionCredentials(key, URL_OF_SERVICE, options);

describe("the credentials of a connection", () => {
  it("are the key, unless the caller says otherwise", () => {
    expect(of({})).toEqual({
      headers: { authorization: "Bearer the-key" },
      protocols: [],
      secrets: ["the-key"],
    });
  });

  it("are a client secret as a browser would offer it, and nothing else", () => {
    expect(of({ clientSecret: "ek_1" }, "ek_1")).toEqual({
      headers: {},
      protocols: ["realtime", "kotoba-insecure-api-key.ek_1"],
      secrets: ["ek_1"],
    });
  });

  it("are those of a device, of which each part and the whole is secret", () => {
    const { headers, protocols, secrets } = of({ deviceId: "device-0001" });
    const basic = headers.authorization?.replace(/^Basic /, "") ?? "";
    expect(Buffer.from(basic, "base64").toString()).toBe("device-0001:the-key");
    expect(protocols).toEqual([]);
    expect(secrets).toEqual([basic, "the-key", "device-0001"]);
  });
});

it.each<[string, object]>([
  ["clientSecret", { clientSecret: "" }],
  ["clientSecret", { clientSecret: "sec ret" }],
  ["deviceId", { deviceId: "" }],
  ["deviceId", { deviceId: "sec:ret" }],
  ["deviceId", { deviceId: "sec ret" }],
  ["deviceId", { deviceId: "sec\r\nret" }],
  ["deviceId", { deviceId: "secrét" }],
  ["deviceId", { deviceId: 7 }],
  ["exclude each other", { deviceId: "secret", clientSecret: "secret" }],
])("names %s when it cannot be used, and does not show it: %j", (name, options) => {
  expect(() => requireCredentials(options)).toThrow(ConfigurationError);
  expect(() => requireCredentials(options)).toThrow(name);
  expect(() => requireCredentials(options)).not.toThrow(/\bsec\b|\bret\b|secret\b|secrét/);
});
