import { expect, it } from "vitest";
import { displayUrl, requireSecureUrl } from "./endpoint-url.ts";

it.each([
  ["https://host/v1", true],
  ["wss://host/v1", true],
  ["http://localhost:8080/", true],
  ["http://a.localhost/", true],
  ["ws://127.8.9.1/", true],
  ["http://[::1]:1/", true],
  ["http://host/", false],
  ["ws://192.168.0.4/", false],
  ["http://127.0.0.1.example/", false],
  ["http://localhost.example/", false],
])("lets a key travel to %s: %s", (url, allowed) => {
  const require = (allowInsecure: boolean) => () => requireSecureUrl(new URL(url), allowInsecure);
  if (allowed) expect(require(false)).not.toThrow();
  else {
    expect(require(false)).toThrow("allowInsecure");
    expect(require(true)).not.toThrow();
  }
});

it("shows a URL without credentials, query and fragment", () => {
  expect(displayUrl(new URL("https://u:p@host:8443/v1/jobs?key=k#f"))).toBe("https://host:8443/v1/jobs");
});
