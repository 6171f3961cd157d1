import { type Clock, systemClock } from "@kotoba/core";

/** How long a secret may open sessions. */
const LIFETIME_SECONDS = 60;

/** The client secrets that were minted, until they expire. */
export class ClientSecrets {
  readonly #clock: Clock;
  readonly #expiryTimes = new Map<string, number>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Mints a secret. Its expiry is in seconds since the Unix epoch. */
  mint(): { readonly value: string; readonly expires_at: number } {
    this.#forgetExpired();
    const value = `secret-${crypto.randomUUID()}`;
    const expires_at = Math.floor(this.#clock.now() / 1000) + LIFETIME_SECONDS;
    this.#expiryTimes.set(value, expires_at * 1000);
    return { value, expires_at };
  }

  /** Whether a secret was minted here and has not expired. */
  accepts(secret: string): boolean {
    this.#forgetExpired();
    return this.#expiryTimes.has(secret);
  }

  #forgetExpired(): void {
    for (const [secret, time] of this.#expiryTimes) {
      if (time <= this.#clock.now()) this.#expiryTimes.delete(secret);
    }
  }
}
