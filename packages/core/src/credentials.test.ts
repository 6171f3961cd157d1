import { describe, expect, it } from "vitest";
import { authorizationHeader, currentApiKey, withoutKey, withoutSecrets } from "./credentials.ts";

describe("currentApiKey", () => {
  it("takes a string or a function, and trims what a file or shell added", async () => {
    expect(await currentApiKey(" key \n")).toBe("key");
    expect(await currentApiKey(() => "a")).toBe("a");
    expect(await currentApiKey(async () => "b")).toBe("b");
  });

  it("says what is wrong with a key without showing it", async () => {
    await expect(currentApiKey(undefined)).rejects.toThrow("KOTOBA_API_KEY");
    await expect(currentApiKey("  ")).rejects.toThrow("empty");
    await expect(currentApiKey("sec\nret")).rejects.toThrow(/^(?!.*(sec|ret)\b).*$/);
    const failure = new Error("vault sealed");
    await expect(currentApiKey(() => Promise.reject(failure))).rejects.toMatchObject({ cause: failure });
    const nothing = (() => undefined) as unknown as () => string;
    await expect(currentApiKey(nothing)).rejects.toThrow("not undefined");
  });
});

it.each([
  ["https://api.example/v1", "Bearer k"],
  ["https://fal.run/x", "Key k"],
  ["wss://queue.fal.run/x", "Key k"],
  ["https://notfal.run/x", "Bearer k"],
  ["https://fal.run.example/x", "Bearer k"],
])("uses the scheme that %s expects", (url, expected) => {
  expect(authorizationHeader("k", new URL(url))).toBe(expected);
});

it("blots out a key wherever it is echoed, but no ordinary words", () => {
  expect(withoutKey("bad key abcdefgh, abcdefgh", "abcdefgh")).toBe("bad key [redacted], [redacted]");
  expect(withoutKey("test the tests", "test")).toBe("test the tests");
});

it("blots out each of several secrets", () => {
  expect(withoutSecrets("abcdefgh of 12345678, short", ["12345678", "abcdefgh", "short"])).toBe(
    "[redacted] of [redacted], short",
  );
});
