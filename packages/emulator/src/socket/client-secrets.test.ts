import { ManualClock } from "@kotoba/core/testing";
import { expect, it } from "vitest";
import { ClientSecrets } from "./client-secrets.ts";

it("accepts what it minted for a minute, and nothing else", async () => {
  const clock = new ManualClock(1_000_000);
  const secrets = new ClientSecrets(clock);
  const { value, expires_at } = secrets.mint();
  expect(expires_at).toBe(1060);
  expect(secrets.accepts("another")).toBe(false);
  await clock.advance(59_999);
  expect(secrets.accepts(value)).toBe(true);
  await clock.advance(1);
  expect(secrets.accepts(value)).toBe(false);
});
